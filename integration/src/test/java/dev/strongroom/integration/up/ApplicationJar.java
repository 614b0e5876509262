// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.up;

import dev.strongroom.enclave.runtime.Service;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/// A jar as an application developer would bring it.
final class ApplicationJar {
  private ApplicationJar() {}

  /// Writes a jar with one service.
  ///
  /// @param comment makes it another jar
  static Path write(Path file, Class<? extends Service> service, String comment)
      throws IOException {
    String type = service.getName().replace('.', '/') + ".class";
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file));
        InputStream code =
            Objects.requireNonNull(service.getClassLoader()).getResourceAsStream(type)) {
      jar.putNextEntry(new JarEntry(type));
      Objects.requireNonNull(code).transferTo(jar);
      jar.putNextEntry(new JarEntry("META-INF/services/" + Service.class.getName()));
      jar.write((service.getName() + " # " + comment + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }
}
