// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Jars as the class path takes them, which is where an image has those of its application: what
/// they say of themselves as modules has no effect there. `jdeps` would believe it, and demand
/// modules that are part of the runtime.
final class PlainJar {
  private static final String DESCRIPTOR = "module-info.class";

  private PlainJar() {}

  /// Copies a jar without its descriptors of modules.
  ///
  /// @throws ProjectException if it is no jar
  static Path copy(Path jar, Path to) throws IOException, ProjectException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      if (zip.stream().noneMatch(PlainJar::describes)) {
        return Files.copy(jar, to);
      }
      try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(to))) {
        out.setLevel(1);
        for (ZipEntry entry : Collections.list(zip.entries())) {
          if (!describes(entry)) {
            out.putNextEntry(new ZipEntry(entry.getName()));
            try (InputStream in = zip.getInputStream(entry)) {
              in.transferTo(out);
            }
          }
        }
      }
      return to;
    } catch (ZipException e) {
      throw new ProjectException("a jar can't be read: " + e.getMessage(), e);
    }
  }

  /// Also one of those that a jar has for single releases of Java.
  private static boolean describes(ZipEntry entry) {
    String name = entry.getName();
    return name.substring(name.lastIndexOf('/') + 1).equals(DESCRIPTOR);
  }
}
