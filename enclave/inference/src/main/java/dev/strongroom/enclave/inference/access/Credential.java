// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.access;

import dev.strongroom.attestation.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// What a key is recognised by, without having it.
///
/// @param salt 16 bytes
/// @param digest of salt and secret
record Credential(Bytes salt, Bytes digest) {
  static final int SALT = 16;

  /// One that nothing fits, to compare with where there is none.
  static final Credential NOBODYS = new Credential(Bytes.zeros(SALT), Bytes.zeros(32));

  private static final Bytes LABEL = Bytes.utf8("strongroom api key v1\0");

  /// That of a secret.
  static Credential of(Bytes salt, String secret) {
    return new Credential(salt, digest(salt, secret));
  }

  /// Whether a secret is the one; takes as long if it isn't.
  boolean fits(String secret) {
    return MessageDigest.isEqual(digest(salt, secret).toByteArray(), digest.toByteArray());
  }

  private static Bytes digest(Bytes salt, String secret) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      LABEL.updateTo(sha256);
      salt.updateTo(sha256);
      Bytes.utf8(secret).updateTo(sha256);
      return Bytes.copyOf(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
