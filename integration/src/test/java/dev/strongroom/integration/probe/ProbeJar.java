// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.probe;

import dev.strongroom.enclave.runtime.Service;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/// The probe as an application's jar.
public final class ProbeJar {
  private static final List<Class<?>> CLASSES =
      List.of(
          ProbeService.class,
          Report.class,
          Report.Finding.class,
          MachineReport.class,
          CallReport.class,
          NsmReport.class);

  private ProbeJar() {}

  /// Writes it: the same bytes each time.
  public static Path write(Path file) throws IOException {
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
      for (Class<?> type : CLASSES) {
        String name = type.getName().replace('.', '/') + ".class";
        try (InputStream code =
            Objects.requireNonNull(type.getClassLoader()).getResourceAsStream(name)) {
          put(jar, name, Objects.requireNonNull(code).readAllBytes());
        }
      }
      put(
          jar,
          "META-INF/services/" + Service.class.getName(),
          (ProbeService.class.getName() + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  private static void put(JarOutputStream jar, String name, byte[] content) throws IOException {
    JarEntry entry = new JarEntry(name);
    entry.setTime(0);
    jar.putNextEntry(entry);
    jar.write(content);
  }

  /// Writes it to the file that is named.
  public static void main(String[] arguments) throws IOException {
    write(Path.of(arguments[0]));
  }
}
