// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.snapshot;

import dev.strongroom.attestation.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Points to a stored value, and says what it is.
///
/// @param id that it is stored under; each is used once
/// @param digest SHA-256 of the value
record Ref(long id, Bytes digest) {
  static final int DIGEST = 32;
  static final int LENGTH = Long.BYTES + DIGEST;

  static Bytes sha256(Bytes bytes) {
    try {
      return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
