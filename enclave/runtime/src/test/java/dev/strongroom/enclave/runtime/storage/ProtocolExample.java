// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The example conversation of `docs/storage-protocol.md`: what both ends are held to, byte by
/// byte.
final class ProtocolExample {
  private static final String FILE = "docs/storage-protocol.md";

  /// One thing said and its answer.
  ///
  /// @param enclave what the enclave sends
  /// @param host what the host answers
  record Exchange(Bytes enclave, Bytes host) {}

  private ProtocolExample() {}

  /// The hellos, then each request with its answer.
  static List<Exchange> read() throws IOException {
    List<Exchange> exchanges = new ArrayList<>();
    Bytes said = Bytes.EMPTY;
    for (String line : Files.readAllLines(find())) {
      if (line.matches("> [0-9a-f ]+")) {
        said = bytes(line);
      } else if (line.matches("< [0-9a-f ]+")) {
        exchanges.add(new Exchange(said, bytes(line)));
      }
    }
    return exchanges;
  }

  private static Bytes bytes(String line) {
    return Bytes.fromHex(line.substring(2).replace(" ", ""));
  }

  private static Path find() throws IOException {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve(FILE))) {
        return at.resolve(FILE);
      }
    }
    throw new IOException("no " + FILE + " above the working directory");
  }
}
