// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What a user adds to a key that the vault can't use without.
final class ShareOptions {
  private static final int SHARE = 32;

  @Option(
      names = "--share-file",
      paramLabel = "FILE",
      description = "The user's share of the key: 64 hexadecimal digits.")
  private @Nullable Path shareFile;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "The user's password, of which the share is made; a line end isn't part of it.")
  private @Nullable Path passwordFile;

  /// Made by the command-line library, which sets the fields.
  ShareOptions() {}

  /// Adds the share to a request, if there is one.
  void into(Map<String, Object> body) throws UsageException {
    if (shareFile != null && passwordFile != null) {
      throw new UsageException("--share-file or --password-file, not both");
    }
    if (shareFile != null) {
      String digits = TextFile.read(shareFile).strip();
      if (!digits.matches("[0-9a-f]{" + 2 * SHARE + "}")) {
        // What is wrong could quote it.
        throw new UsageException(shareFile + ": not 64 hexadecimal digits");
      }
      body.put("share", Map.of("secret", digits));
    }
    if (passwordFile != null) {
      body.put("share", Map.of("password", TextFile.read(passwordFile).stripTrailing()));
    }
  }
}
