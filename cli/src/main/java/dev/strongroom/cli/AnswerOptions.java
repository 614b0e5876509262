// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.verification.InferencePolicy;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What belongs to the receipt of an answer, if it isn't beside it. The command-line library sets
/// the fields.
final class AnswerOptions {
  private static final int SALT = 32;

  @Option(
      names = "--request",
      paramLabel = "FILE",
      description = "Of the receipt of an answer: the request's body. Default: beside it.")
  private @Nullable Path request;

  @Option(
      names = "--response",
      paramLabel = "FILE",
      description = "The response's body. Default: beside it.")
  private @Nullable Path response;

  @Option(
      names = "--salt",
      paramLabel = "SALT",
      description = "The salt that was sent, in base64url or hexadecimal. Default: beside it.")
  private @Nullable String salt;

  @Option(
      names = "--hop",
      paramLabel = "FILE",
      description =
          "Receipts of the back ends behind the gateway, in their order (repeatable). Default:"
              + " beside it.")
  private List<Path> hops = List.of();

  AnswerOptions() {}

  /// What was named.
  ///
  /// @throws UsageException if the salt is none, or there are too many hops
  AnswerFiles.Named named() throws UsageException {
    if (hops.size() > InferencePolicy.MOST_HOPS) {
      throw new UsageException("--hop is taken " + InferencePolicy.MOST_HOPS + " times at most");
    }
    return new AnswerFiles.Named(
        Optional.ofNullable(request),
        Optional.ofNullable(response),
        salt == null ? Optional.empty() : Optional.of(salt(salt)),
        hops);
  }

  private static Bytes salt(String text) throws UsageException {
    if (text.length() == 2 * SALT) {
      return Hex.exactly("--salt", text, SALT);
    }
    try {
      Bytes salt = Bytes.copyOf(Base64.getUrlDecoder().decode(text));
      if (salt.length() == SALT) {
        return salt;
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    throw new UsageException("--salt takes 32 bytes in base64url or hexadecimal");
  }
}
