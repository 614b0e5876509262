// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

import dev.strongroom.attestation.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.bouncycastle.crypto.digests.RIPEMD160Digest;

/// The hash of a public key by which Bitcoin names it: RIPEMD-160 of SHA-256, 20 bytes.
final class KeyHash {
  private KeyHash() {}

  static Bytes of(byte[] key) {
    try {
      byte[] once = MessageDigest.getInstance("SHA-256").digest(key);
      RIPEMD160Digest digest = new RIPEMD160Digest();
      digest.update(once, 0, once.length);
      byte[] hash = new byte[digest.getDigestSize()];
      digest.doFinal(hash, 0);
      return Bytes.copyOf(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
