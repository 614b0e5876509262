// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// By which key which file is encrypted or decrypted, with which context, and where the outcome
/// goes.
final class CipherOptions {
  @Mixin private KeyOptions key = new KeyOptions();

  @Parameters(index = "1", paramLabel = "FILE", description = "What is read; at most 500 KiB.")
  private Path file = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "Where the outcome goes; never over another file.")
  private Path output = Path.of("");

  @Option(
      names = "--context",
      paramLabel = "TEXT",
      description = "What encrypting names, and decrypting has to name too.")
  private @Nullable String context;

  /// Made by the command-line library, which sets the fields.
  CipherOptions() {}

  /// By which key.
  KeyOptions key() {
    return key;
  }

  /// As the vault's interface has it.
  ///
  /// @param name what the file's bytes are
  Map<String, Object> body(String name) throws UsageException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put(name, BinaryFile.readForRequest(file).hex());
    if (context != null) {
      body.put("aad", Bytes.utf8(context).hex());
    }
    return body;
  }

  /// Where the outcome goes.
  Path output() {
    return output;
  }
}
