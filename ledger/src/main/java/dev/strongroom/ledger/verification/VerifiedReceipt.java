// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import dev.strongroom.ledger.receipt.Receipt;

/// A receipt that was found good and that a policy accepted. Only a [ReceiptVerifier] makes one.
public final class VerifiedReceipt {
  private final Receipt receipt;
  private final ReceiptVerdict verdict;

  VerifiedReceipt(Receipt receipt, ReceiptVerdict verdict) {
    if (!verdict.accepted()) {
      throw new IllegalStateException("a receipt that wasn't accepted");
    }
    this.receipt = receipt;
    this.verdict = verdict;
  }

  /// The receipt.
  public Receipt receipt() {
    return receipt;
  }

  /// The checks that were passed, and what else is known.
  public ReceiptVerdict verdict() {
    return verdict;
  }
}
