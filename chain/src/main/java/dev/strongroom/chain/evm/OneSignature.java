// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.evm;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.UndecodableException;
import java.util.List;

/// Whatever Ethereum's keys sign takes one signature.
final class OneSignature {
  private OneSignature() {}

  /// The only signature. That it is the key's and right is checked once more before it goes out: a
  /// faulty one could say something about the key.
  ///
  /// @throws UndecodableException if it isn't this key's of this digest, or not the only one
  static Bytes of(PublicKey key, Bytes digest, List<Bytes> signatures) throws UndecodableException {
    if (signatures.size() != 1
        || signatures.getFirst().length() != EvmSignatures.LENGTH
        || !EvmSignatures.verify(key, digest, signatures.getFirst())) {
      throw new UndecodableException("signature", "one signature of this key is needed");
    }
    return signatures.getFirst();
  }
}
