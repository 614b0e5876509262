// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.evm;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.UndecodableException;
import java.util.List;

/// Whatever Ethereum's keys sign takes one signature.
final class OneSignature {
  private OneSignature() {}

  /// The only signature, in the form that the chain takes: r and s in range, s in the lower half.
  /// That it is the key's is for who signs to make sure ([EvmSignatures#verify]): doing so takes
  /// longer than all the rest, and the vault has done it.
  ///
  /// @throws UndecodableException if it isn't one, or not the only one
  static Bytes of(List<Bytes> signatures) throws UndecodableException {
    if (signatures.size() != 1 || !EvmSignatures.wellFormed(signatures.getFirst())) {
      throw new UndecodableException("signature", "one signature in its form is needed");
    }
    return signatures.getFirst();
  }
}
