// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.receipt.Receipt;
import java.util.Optional;
import java.util.Set;

/// Acts that are done at once, or wait for approvals.
final class Acts {
  private static final int WAITING = 202;

  private Acts() {}

  /// Reads what an act gave.
  interface Reader<T> {
    T read(JsonNode done) throws MalformedJsonException, VaultException;
  }

  static <T> Outcome<T> outcome(
      VaultAnswer answer, String keyId, ReceiptChecks receipts, Reader<T> reader)
      throws VaultException {
    try {
      if (answer.status() != WAITING) {
        return new Outcome.Done<>(reader.read(answer.body()));
      }
      Optional<Receipt> receipt =
          answer.body().optional("receipt").isPresent()
              ? Optional.of(
                  receipts.of(
                      answer.body(), "receipt", keyId, Set.of("approval-asked", "approval")))
              : Optional.empty();
      return new Outcome.ApprovalNeeded<>(
          AnswerJson.approvals(
              answer.body().member("proposal").text(), answer.body().member("approvals")),
          receipt);
    } catch (MalformedJsonException e) {
      throw new UnusableVaultAnswerException(e.getMessage(), e);
    }
  }

  /// A session with its receipt; the vault shows it only when it was opened just now.
  static Optional<Receipted<KeySession>> session(
      JsonNode answer, String keyId, ReceiptChecks receipts)
      throws MalformedJsonException, UnusableVaultAnswerException {
    JsonNode opened = answer.member("session");
    if (opened.optional("session").isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Receipted<>(
            KeyJson.session(opened.member("session")),
            receipts.of(opened, "receipt", keyId, Set.of("session-opened"))));
  }
}
