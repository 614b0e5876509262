// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.policy.MalformedPolicyException;
import dev.strongroom.attestation.policy.PolicyFile;
import dev.strongroom.handheld.HandheldPolicy;
import dev.strongroom.handheld.HandheldPolicyFile;
import dev.strongroom.ledger.verification.ReceiptPolicy;
import dev.strongroom.ledger.verification.ReceiptPolicyFile;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Reads policy files, and tells what is wrong with them.
final class PolicyReader {
  private PolicyReader() {}

  /// Reads the policy in `file` if it is for phones' keys; empty if it is another.
  ///
  /// @throws UsageException if it can't be read or isn't one
  static Optional<HandheldPolicy> readHandheld(Path file) throws UsageException {
    String text = TextFile.read(file);
    try {
      return HandheldPolicyFile.recognises(text)
          ? Optional.of(HandheldPolicyFile.parse(text))
          : Optional.empty();
    } catch (MalformedPolicyException e) {
      throw new UsageException(file + ": " + e.getMessage());
    }
  }

  /// Reads the policy for receipts in `file`.
  ///
  /// @throws UsageException if it can't be read or isn't one
  static ReceiptPolicy readReceipt(Path file) throws UsageException {
    String text = TextFile.read(file);
    try {
      return ReceiptPolicyFile.parse(text);
    } catch (MalformedPolicyException e) {
      throw new UsageException(file + ": " + e.getMessage());
    }
  }

  /// Reads the policy in `file`.
  ///
  /// @throws UsageException if it can't be read or isn't one
  static AppraisalPolicy read(Path file) throws UsageException {
    try {
      return PolicyFile.parse(Files.readString(file));
    } catch (MalformedPolicyException e) {
      throw new UsageException(file + ": " + e.getMessage());
    } catch (CharacterCodingException e) {
      throw new UsageException(file + ": not UTF-8");
    } catch (IOException e) {
      throw new UsageException(file + ": can't be read (" + e.getMessage() + ")");
    }
  }
}
