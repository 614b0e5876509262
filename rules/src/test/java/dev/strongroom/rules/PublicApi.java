// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.rules;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Signature;
import java.lang.classfile.attribute.ModuleAttribute;
import java.lang.classfile.attribute.SignatureAttribute;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What users of a module can name: its public and protected types and members in the packages that
/// it exports, one in each line, in an order that doesn't depend on the compiler's.
final class PublicApi {
  private static final Set<AccessFlag> SHOWN =
      Set.of(
          AccessFlag.STATIC,
          AccessFlag.FINAL,
          AccessFlag.ABSTRACT,
          AccessFlag.PROTECTED,
          AccessFlag.INTERFACE,
          AccessFlag.ANNOTATION,
          AccessFlag.ENUM);

  private final TreeMap<String, ClassModel> classes = new TreeMap<>();
  private Optional<Set<String>> exported = Optional.empty();

  private PublicApi() {}

  /// Reads compiled classes.
  ///
  /// @param folder of them, such as `target/classes`
  static List<String> of(Path folder) throws IOException {
    PublicApi api = new PublicApi();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
        api.add(ClassFile.of().parse(file));
      }
    }
    return api.lines();
  }

  private void add(ClassModel read) {
    Optional<ModuleAttribute> module = read.findAttribute(Attributes.module());
    if (module.isPresent()) {
      exported =
          Optional.of(
              module.get().exports().stream()
                  .filter(export -> export.exportsTo().isEmpty())
                  .map(export -> export.exportedPackage().asSymbol().name())
                  .collect(Collectors.toCollection(TreeSet::new)));
    } else {
      classes.put(name(read.thisClass().asSymbol()), read);
    }
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    classes.forEach((name, type) -> {
      if (isVisible(type)) {
        lines.add(head(name, type));
        TreeSet<String> members = new TreeSet<>();
        type.fields().stream()
            .filter(PublicApi::isVisible)
            .map(PublicApi::field)
            .forEach(members::add);
        type.methods().stream()
            .filter(PublicApi::isVisible)
            .map(PublicApi::method)
            .forEach(members::add);
        members.forEach(member -> lines.add("  " + member));
      }
    });
    return lines;
  }

  /// Whether it and all types around it are public, in a package that is exported.
  private boolean isVisible(ClassModel type) {
    String name = name(type.thisClass().asSymbol());
    String packageName = type.thisClass().asSymbol().packageName();
    if (name.endsWith("package-info")
        || exported.filter(names -> !names.contains(packageName)).isPresent()) {
      return false;
    }
    return type.findAttribute(Attributes.innerClasses()).stream()
            .flatMap(inner -> inner.classes().stream())
            .filter(inner ->
                name.equals(name(inner.innerClass().asSymbol()))
                    || name.startsWith(name(inner.innerClass().asSymbol()) + "$"))
            .allMatch(inner -> isOpen(inner.flags()))
        && (name.contains("$") || isOpen(type.flags().flags()));
  }

  private static boolean isVisible(FieldModel field) {
    return isOpen(field.flags().flags()) && !field.flags().has(AccessFlag.SYNTHETIC);
  }

  private static boolean isVisible(MethodModel method) {
    return isOpen(method.flags().flags()) && !method.flags().has(AccessFlag.SYNTHETIC);
  }

  private static boolean isOpen(Set<AccessFlag> flags) {
    return flags.contains(AccessFlag.PUBLIC) || flags.contains(AccessFlag.PROTECTED);
  }

  private static String head(String name, ClassModel type) {
    String parents =
        Stream.concat(type.superclass().stream(), type.interfaces().stream())
            .map(parent -> name(parent.asSymbol()))
            .filter(parent -> !parent.equals("java.lang.Object"))
            .collect(Collectors.joining(", "));
    // Whoever switches over them has to know of a new one.
    String permitted =
        type.findAttribute(Attributes.permittedSubclasses()).stream()
            .flatMap(attribute -> attribute.permittedSubclasses().stream())
            .map(kind -> name(kind.asSymbol()))
            .sorted()
            .collect(Collectors.joining(", "));
    return "type "
        + flags(type.flags().flags())
        + name
        + (parents.isEmpty() ? "" : " : " + parents)
        + (permitted.isEmpty() ? "" : " permits " + permitted);
  }

  private static String field(FieldModel field) {
    String type =
        field
            .findAttribute(Attributes.signature())
            .map(SignatureAttribute::asTypeSignature)
            .map(Signature::signatureString)
            .orElseGet(() -> field.fieldType().stringValue());
    return flags(field.flags().flags()) + field.fieldName().stringValue() + " " + type;
  }

  private static String method(MethodModel method) {
    String type =
        method
            .findAttribute(Attributes.signature())
            .map(attribute -> attribute.signature().stringValue())
            .orElseGet(() -> method.methodType().stringValue());
    String thrown =
        method.findAttribute(Attributes.exceptions()).stream()
            .flatMap(attribute -> attribute.exceptions().stream())
            .map(exception -> name(exception.asSymbol()))
            .sorted()
            .collect(Collectors.joining(", "));
    return flags(method.flags().flags())
        + method.methodName().stringValue()
        + type
        + (thrown.isEmpty() || type.contains("^") ? "" : " throws " + thrown);
  }

  private static String flags(Set<AccessFlag> flags) {
    return flags.stream()
        .filter(SHOWN::contains)
        .map(flag -> flag.name().toLowerCase(Locale.ROOT) + " ")
        .sorted()
        .collect(Collectors.joining());
  }

  private static String name(ClassDesc type) {
    return type.descriptorString()
        .substring(1, type.descriptorString().length() - 1)
        .replace('/', '.');
  }
}
