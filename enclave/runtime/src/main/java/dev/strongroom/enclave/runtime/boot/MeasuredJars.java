// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.boot;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.simulated.SimulatedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The jars that this process runs, told apart into the runtime's and the application's.
final class MeasuredJars {
  private MeasuredJars() {}

  /// Measures everything on the module and class path. The application's are the jars that neither
  /// the runtime nor its dependencies brought, which is to say: those of the class path, and the
  /// one that holds `service`.
  ///
  /// @param configuration measured as part of the application
  static SimulatedImage of(Class<?> service, Bytes configuration) throws IOException {
    List<Path> runtime = new ArrayList<>(jars(System.getProperty("jdk.module.path", "")));
    List<Path> application = new ArrayList<>(jars(System.getProperty("java.class.path", "")));
    Path own = origin(service);
    if (runtime.remove(own)) {
      application.add(own);
    }
    runtime.sort(Comparator.comparing(path -> path.getFileName().toString()));
    application.sort(Comparator.comparing(path -> path.getFileName().toString()));
    return SimulatedImage.of(runtime, application, configuration);
  }

  private static Path origin(Class<?> service) throws IOException {
    var source = service.getProtectionDomain().getCodeSource();
    if (source == null) {
      throw new IOException("can't tell which jar holds " + service.getName());
    }
    return Path.of(source.getLocation().getPath()).toAbsolutePath().normalize();
  }

  private static List<Path> jars(String path) throws IOException {
    List<Path> jars = new ArrayList<>();
    for (String entry : path.split(File.pathSeparator, -1)) {
      Path place = Path.of(entry).toAbsolutePath().normalize();
      if (entry.isEmpty()) {
        continue;
      }
      if (Files.isRegularFile(place)) {
        jars.add(place);
        continue;
      }
      try (Stream<Path> files = Files.walk(place)) {
        files.filter(Files::isRegularFile).forEach(jars::add);
      }
    }
    return jars;
  }
}
