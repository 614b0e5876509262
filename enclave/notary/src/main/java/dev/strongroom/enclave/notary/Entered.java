// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary;

import dev.strongroom.enclave.notary.sequence.Placed;
import dev.strongroom.ledger.receipt.Receipt;

/// Entries that are in the log, cosigned. Their receipts are made when they are asked for: that
/// takes longer than much that is entered.
public final class Entered {
  private final Placed placed;
  private final Receipts receipts;

  Entered(Placed placed, Receipts receipts) {
    this.placed = placed;
    this.receipts = receipts;
  }

  /// How many there are.
  public int count() {
    return placed.body().content().count();
  }

  /// The index of an entry in the log.
  ///
  /// @param position of the entry among these, from 0
  public long index(int position) {
    return placed.body().start() + position;
  }

  /// The receipt of an entry.
  ///
  /// @param position of the entry among these, from 0
  /// @throws NotaryException if the store fails, or gave out anything else than what was entered
  public Receipt receipt(int position) throws NotaryException {
    return receipts.receipt(placed, position);
  }
}
