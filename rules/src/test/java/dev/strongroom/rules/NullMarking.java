// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.rules;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.net.URI;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;

/// Finds code whose types don't say whether they may be null.
final class NullMarking {
  private NullMarking() {}

  /// The packages of `classes` that neither they themselves nor their module mark.
  static Set<String> unmarkedPackages(JavaClasses classes) {
    Set<String> unmarked = new TreeSet<>();
    for (JavaClass type : classes) {
      if (!type.getPackage().isAnnotatedWith(NullMarked.class) && !moduleIsMarked(type)) {
        unmarked.add(type.getPackageName());
      }
    }
    return unmarked;
  }

  // ArchUnit doesn't read module-info, so this looks at the one beside the class.
  private static boolean moduleIsMarked(JavaClass type) {
    String file = type.getSource().orElseThrow().getUri().toString();
    String path = type.getName().replace('.', '/') + ".class";
    URI descriptor =
        URI.create(file.substring(0, file.length() - path.length()) + "module-info.class");
    try (InputStream in = descriptor.toURL().openStream()) {
      return ClassFile.of()
          .parse(in.readAllBytes())
          .findAttribute(Attributes.runtimeVisibleAnnotations())
          .stream()
          .flatMap(attribute -> attribute.annotations().stream())
          .anyMatch(annotation ->
              annotation.classSymbol().equals(NullMarked.class.describeConstable().orElseThrow()));
    } catch (FileNotFoundException noDescriptor) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
