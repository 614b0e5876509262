// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel;

import dev.strongroom.attestation.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The hashes that the channel's specification names.
final class Digests {
  private Digests() {}

  static Bytes sha384(Bytes... parts) {
    return digest("SHA-384", parts);
  }

  static Bytes sha512(Bytes... parts) {
    return digest("SHA-512", parts);
  }

  private static Bytes digest(String algorithm, Bytes... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      for (Bytes part : parts) {
        part.updateTo(digest);
      }
      return Bytes.copyOf(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }
}
