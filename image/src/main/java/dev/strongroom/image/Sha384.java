// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image;

import dev.strongroom.attestation.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// SHA-384 (FIPS 180-4), by which confidential machines measure.
public final class Sha384 {
  private Sha384() {}

  /// A fresh digest.
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-384");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-384", e);
    }
  }

  /// The digest of bytes, 48 bytes.
  public static Bytes of(Bytes bytes) {
    MessageDigest digest = digest();
    bytes.updateTo(digest);
    return Bytes.copyOf(digest.digest());
  }
}
