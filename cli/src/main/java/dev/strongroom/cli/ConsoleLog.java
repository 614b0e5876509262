// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/// A file that keeps what an enclave's console showed.
///
/// @param file nowhere if absent
record ConsoleLog(Optional<PrintWriter> file) {
  /// Keeps nothing.
  static final ConsoleLog NOWHERE = new ConsoleLog(Optional.empty());

  /// Keeps it in `console.log`.
  static ConsoleLog in(Path folder) throws IOException {
    return new ConsoleLog(
        Optional.of(
            new PrintWriter(
                Files.newBufferedWriter(folder.resolve("console.log"), StandardCharsets.US_ASCII),
                true)));
  }

  /// Takes lines for the file and for `shown`; empty if nobody wants them.
  Optional<Consumer<String>> with(Optional<Consumer<String>> shown) {
    if (file.isEmpty()) {
      return shown;
    }
    Consumer<String> kept = file.get()::println;
    return Optional.of(shown.map(kept::andThen).orElse(kept));
  }

  void close() {
    file.ifPresent(PrintWriter::close);
  }
}
