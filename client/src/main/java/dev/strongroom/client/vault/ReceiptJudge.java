// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.verification.ReceiptException;
import dev.strongroom.ledger.verification.ReceiptPolicy;
import dev.strongroom.ledger.verification.ReceiptVerdict;
import dev.strongroom.ledger.verification.ReceiptVerifier;
import java.time.InstantSource;
import java.util.Optional;

/// Judges receipts by one policy. Thread-safe.
///
/// @param verifier by which
/// @param policy what is accepted
/// @param clock against which only what is yet to come is refused
public record ReceiptJudge(ReceiptVerifier verifier, ReceiptPolicy policy, InstantSource clock) {
  /// Makes sure that a receipt is accepted.
  ///
  /// @throws UnusableVaultAnswerException if it isn't; its cause has the verdict
  void check(Receipt receipt) throws UnusableVaultAnswerException {
    try {
      verifier.verify(receipt, policy, Optional.empty(), clock.instant());
    } catch (ReceiptException e) {
      throw new UnusableVaultAnswerException("the receipt: " + e.getMessage(), e);
    }
  }

  /// Every check of a receipt.
  ReceiptVerdict explain(Receipt receipt) {
    return verifier.explain(receipt, policy, Optional.empty(), clock.instant());
  }
}
