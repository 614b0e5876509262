// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.bitcoin;

import dev.strongroom.attestation.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.bouncycastle.crypto.digests.RIPEMD160Digest;

/// The hashes of Bitcoin.
public final class Hashes {
  static final int LENGTH = 32;
  static final int SHORT = 20;

  private Hashes() {}

  static Bytes sha256(Bytes data) {
    MessageDigest digest = digest();
    data.updateTo(digest);
    return Bytes.copyOf(digest.digest());
  }

  static Bytes twice(Bytes data) {
    return sha256(sha256(data));
  }

  /// RIPEMD-160 of SHA-256: 20 bytes. Bitcoin names public keys by it.
  public static Bytes hash160(Bytes data) {
    RIPEMD160Digest ripemd = new RIPEMD160Digest();
    ripemd.update(sha256(data).toByteArray(), 0, LENGTH);
    byte[] out = new byte[SHORT];
    ripemd.doFinal(out, 0);
    return Bytes.copyOf(out);
  }

  /// BIP-340, "Design": SHA-256 with the tag's hash twice in front.
  static Bytes tagged(String tag, Bytes data) {
    MessageDigest digest = digest();
    byte[] prefix = digest.digest(tag.getBytes(StandardCharsets.UTF_8));
    digest.update(prefix);
    digest.update(prefix);
    data.updateTo(digest);
    return Bytes.copyOf(digest.digest());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
