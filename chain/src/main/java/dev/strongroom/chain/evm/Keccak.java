// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.evm;

import dev.strongroom.attestation.Bytes;
import org.bouncycastle.crypto.digests.KeccakDigest;

/// Keccak-256 with the padding of the competition's submission, as Ethereum has it: not SHA3-256.
final class Keccak {
  static final int LENGTH = 32;

  private static final int BITS = 256;

  private Keccak() {}

  /// The hash of all parts, one after the other: 32 bytes.
  static Bytes hash(Bytes... parts) {
    KeccakDigest digest = new KeccakDigest(BITS);
    for (Bytes part : parts) {
      digest.update(part.toByteArray(), 0, part.length());
    }
    byte[] hash = new byte[LENGTH];
    digest.doFinal(hash, 0);
    return Bytes.copyOf(hash);
  }
}
