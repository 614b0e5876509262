// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.dossier;

import dev.strongroom.enclave.notary.Entered;
import dev.strongroom.enclave.notary.NotaryException;
import dev.strongroom.ledger.receipt.Receipt;

/// Receipts of what an act entered, made when they are asked for.
///
/// @param entered together with what others did
/// @param first position of the act's own entry there
public record Receipts(Entered entered, int first) {
  /// Of the dossier's own entry.
  ///
  /// @throws NotaryException if there is none to give
  public Receipt getFirst() throws NotaryException {
    return get(0);
  }

  /// Of one of the entries.
  ///
  /// @param position 0 for the dossier's own, 1 for that of a birth
  /// @throws NotaryException if there is none to give
  public Receipt get(int position) throws NotaryException {
    return entered.receipt(first + position);
  }

  /// The index of the dossier's own entry in the log.
  public long index() {
    return entered.index(first);
  }
}
