// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/// The jar with [OneAtATimeService], for `./strongroom up --application`.
final class OneAtATimeJar {
  private OneAtATimeJar() {}

  static Path write(Path file) throws IOException {
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
      for (String name : new String[] {"OneAtATimeService", "OneAtATimeService$OneByOne"}) {
        String path =
            OneAtATimeJar.class.getPackageName().replace('.', '/') + "/" + name + ".class";
        jar.putNextEntry(new JarEntry(path));
        try (InputStream in = OneAtATimeJar.class.getClassLoader().getResourceAsStream(path)) {
          if (in == null) {
            throw new IOException("the benchmark's own classes are gone");
          }
          in.transferTo(jar);
        }
      }
      jar.putNextEntry(new JarEntry("META-INF/services/dev.strongroom.enclave.runtime.Service"));
      jar.write(OneAtATimeService.class.getName().getBytes(StandardCharsets.US_ASCII));
    }
    return file;
  }
}
