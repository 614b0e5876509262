// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.eventlog;

import dev.strongroom.attestation.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The digest of runtime registers.
final class Sha384 {
  /// Bytes of a digest.
  static final int LENGTH = 48;

  private Sha384() {}

  static Bytes of(Bytes... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-384");
      for (Bytes part : parts) {
        part.updateTo(digest);
      }
      return Bytes.copyOf(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-384", e);
    }
  }
}
