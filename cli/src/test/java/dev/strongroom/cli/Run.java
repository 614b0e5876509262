// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;

/// One run of the command, as a user would see it.
///
/// @param status the exit status
/// @param out standard output
/// @param err standard error
record Run(int status, String out, String err) {
  static final Path EXAMPLES = Path.of("..", "examples").toAbsolutePath().normalize();
  static final String GENUINE = EXAMPLES.resolve("nitro-enclave.cbor").toString();
  static final String DEBUG = EXAMPLES.resolve("nitro-debug.cbor").toString();
  static final String POLICY = EXAMPLES.resolve("policy.json").toString();

  /// PCR 0 of [#GENUINE].
  static final String PCR0 =
      "3aa0e6e6ed7d8301655fced7e6ddcc443a3e57bf62f070caa6becf337069e859"
          + "c0f03d68136440ff1cab8adefd20634c";

  /// Runs it with a clock that stands a year after the examples were made.
  static Run of(String... arguments) {
    return with(new byte[0], false, Instant.parse("2026-11-21T00:00:00Z"), arguments);
  }

  /// Runs it with this on standard input.
  static Run fed(byte[] standardInput, String... arguments) {
    return with(standardInput, false, Instant.parse("2026-11-21T00:00:00Z"), arguments);
  }

  static Run with(byte[] standardInput, boolean colour, Instant now, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console console =
        new Console(
            new ByteArrayInputStream(standardInput),
            new PrintWriter(out),
            new PrintWriter(err),
            colour,
            true,
            () -> now);
    int status = Main.run(console, arguments);
    return new Run(status, out.toString(), err.toString());
  }
}
