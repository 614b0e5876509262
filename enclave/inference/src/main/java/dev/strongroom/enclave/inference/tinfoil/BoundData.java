// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.tinfoil;

import dev.strongroom.attestation.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/// What evidence for a nonce binds: 64 bytes, of which the first half is SHA-256 of the name of
/// this way, the nonce, the digest of the keys' section and that of the devices', and the second is
/// zero.
final class BoundData {
  /// The way's name, which separates it from others.
  static final String ALGORITHM = "https://tinfoil.sh/report-data/v1";

  private BoundData() {}

  /// The 64 bytes.
  ///
  /// @param nonce 32 bytes
  /// @param keys SHA-256 of the keys' section
  /// @param devices SHA-256 of the devices' section
  static Bytes of(Bytes nonce, Bytes keys, Bytes devices) {
    MessageDigest digest = sha256();
    Bytes.utf8(ALGORITHM).updateTo(digest);
    nonce.updateTo(digest);
    keys.updateTo(digest);
    devices.updateTo(digest);
    return Bytes.copyOf(Arrays.copyOf(digest.digest(), 2 * TinfoilDocument.DIGEST));
  }

  static Bytes sha256(Bytes data) {
    MessageDigest digest = sha256();
    data.updateTo(digest);
    return Bytes.copyOf(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
