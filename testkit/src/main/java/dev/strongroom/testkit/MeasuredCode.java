// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.testkit;

import dev.strongroom.attestation.Verifier;
import dev.strongroom.channel.ExchangeResponder;
import dev.strongroom.enclave.runtime.Service;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The files that are measured: whoever changes one of these gets other measurements.
final class MeasuredCode {
  private MeasuredCode() {}

  /// The jar that holds `service`, or every file of its folder of classes.
  ///
  /// @throws IOException if it can't be told where the class comes from
  static List<Path> of(Class<?> service) throws IOException {
    CodeSource source = service.getProtectionDomain().getCodeSource();
    if (source == null) {
      throw new IOException("can't tell which jar or folder holds " + service.getName());
    }
    try (Stream<Path> files = Files.walk(Path.of(source.getLocation().toURI()))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (URISyntaxException e) {
      throw new IOException("can't tell where " + service.getName() + " is", e);
    }
  }

  /// Those of the enclave's runtime itself. Third parties' jars aren't among them.
  static List<Path> runtime() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Class<?> part : List.of(Service.class, ExchangeResponder.class, Verifier.class)) {
      files.addAll(of(part));
    }
    return files;
  }
}
