// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.bitcoin;

import dev.strongroom.attestation.Bytes;
import java.util.List;

/// An input of a transaction.
///
/// @param previous the id of the transaction that is spent from, 32 bytes as they are hashed
/// @param index of the output that is spent
/// @param script scriptSig, empty before it is signed
/// @param sequence without a sign
/// @param witness empty before it is signed, or if there is none
record TransactionInput(
    Bytes previous, long index, Bytes script, long sequence, List<Bytes> witness) {
  TransactionInput {
    witness = List.copyOf(witness);
  }

  TransactionInput with(Bytes newScript, List<Bytes> newWitness) {
    return new TransactionInput(previous, index, newScript, sequence, newWitness);
  }
}
