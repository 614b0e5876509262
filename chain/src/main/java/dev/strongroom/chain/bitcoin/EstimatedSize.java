// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.bitcoin;

import dev.strongroom.chain.UndecodableException;
import dev.strongroom.chain.bitcoin.KeyScripts.Spend;
import java.util.List;
import java.util.Optional;

/// How long a transaction will be once it is signed. Of inputs that aren't the key's, nothing is
/// counted for signatures: the fee rate that follows is then too high, never too low.
record EstimatedSize(RawTransaction transaction, List<PsbtInput> inputs, KeyScripts scripts) {
  /// A signature of 72 bytes with its type, a key of 33, a byte of length for each.
  private static final int LEGACY_SCRIPT = 107;

  /// The same as a witness, with the number of its items.
  private static final int SEGWIT_WITNESS = 108;

  /// A signature of 64 bytes, its length, the number of items.
  private static final int TAPROOT_WITNESS = 66;

  private static final int WEIGHT = 4;

  EstimatedSize {
    inputs = List.copyOf(inputs);
  }

  /// BIP-141, "Transaction size calculations".
  long virtualBytes() throws UndecodableException {
    long base = transaction.stripped().length();
    long witness = 0;
    boolean segwit = false;
    for (PsbtInput input : inputs) {
      Optional<Spend> spend = scripts.spend(input);
      if (spend.isEmpty()) {
        witness += 1;
        continue;
      }
      switch (spend.get()) {
        case Spend.Legacy _ -> {
          base += LEGACY_SCRIPT;
          witness += 1;
        }
        case Spend.Segwit _ -> {
          segwit = true;
          witness += SEGWIT_WITNESS;
        }
        case Spend.Taproot _ -> {
          segwit = true;
          witness += TAPROOT_WITNESS;
        }
      }
    }
    long weight = base * WEIGHT + (segwit ? witness + 2 : 0);
    return (weight + WEIGHT - 1) / WEIGHT;
  }
}
