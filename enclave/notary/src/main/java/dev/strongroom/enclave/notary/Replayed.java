// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary;

import dev.strongroom.ledger.entry.Entry;

/// Takes what was entered, in order.
@FunctionalInterface
public interface Replayed {
  /// Takes an entry.
  ///
  /// @param index of its leaf
  void take(long index, Entry entry) throws NotaryException;
}
