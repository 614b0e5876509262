// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary;

import dev.strongroom.enclave.notary.sequence.Entering;
import dev.strongroom.ledger.receipt.Receipt;
import java.util.ArrayList;
import java.util.List;

/// Entries on their way into the log.
public final class Submitted {
  private final Entering entering;
  private final Notary notary;
  private final Receipts receipts;

  Submitted(Entering entering, Notary notary, Receipts receipts) {
    this.entering = entering;
    this.notary = notary;
    this.receipts = receipts;
  }

  /// Waits until they are in the log for good, before they are cosigned.
  ///
  /// @return the index of the first
  /// @throws NotaryException if they aren't, or if that isn't known
  public long durable() throws NotaryException, InterruptedException {
    return notary.await(entering.written(), () -> NotaryRefusal.STORE_SLOW);
  }

  /// Waits until they are cosigned.
  ///
  /// @return one receipt for each, in their order
  /// @throws NotaryException if there is none to give
  public List<Receipt> receipts() throws NotaryException, InterruptedException {
    Entered entered = entered();
    List<Receipt> made = new ArrayList<>();
    for (int i = 0; i < entered.count(); i++) {
      made.add(entered.receipt(i));
    }
    return made;
  }

  /// Waits until they are cosigned, and leaves it to the caller which receipts are needed.
  ///
  /// @throws NotaryException if there are none to give
  public Entered entered() throws NotaryException, InterruptedException {
    return new Entered(notary.await(entering), receipts);
  }
}
