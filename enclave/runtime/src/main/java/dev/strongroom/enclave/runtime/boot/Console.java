// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.boot;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// The process's output, taken away from everybody else: what a service or a library prints could
/// be anything, so it goes nowhere.
final class Console {
  private final PrintStream error;

  private Console(PrintStream error) {
    this.error = error;
  }

  /// Takes standard output and error.
  static Console shut() {
    Console console = new Console(System.err);
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    System.setOut(nowhere);
    System.setErr(nowhere);
    return console;
  }

  /// Says why an enclave doesn't start; nothing of a request, for there were none.
  void error(String text) {
    error.println(text);
  }
}
