// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.composite;

import dev.strongroom.attestation.Bytes;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/// What ties a machine's evidence to that of its devices: one transcript, of which each of them
/// signs a digest (`docs/composite-evidence.md`, section 2).
///
/// Everything goes in with its length in four bytes, big endian, so that nothing can be cut
/// otherwise.
public final class CompositeBinding {
  private static final String DEVICE_NONCE = "strongroom composite device nonce v1";
  private static final String REPORT_DATA = "strongroom composite report data v1";

  private CompositeBinding() {}

  /// The nonce that the devices are asked with: SHA-256 of the relying party's nonce and of the key
  /// that the machine vouches for. So it can't be had before the key is there, and evidence that
  /// was made for another machine's key has another.
  ///
  /// @param nonce the relying party's
  /// @param publicKey the key that the machine vouches for
  /// @return 32 bytes
  public static Bytes deviceNonce(Bytes nonce, Bytes publicKey) {
    return digest("SHA-256", List.of(Bytes.utf8(DEVICE_NONCE), nonce, publicKey));
  }

  /// What the machine's evidence binds: SHA-512 of the same and of the devices' whole evidence, in
  /// order.
  ///
  /// @param devices the bytes of each device's evidence
  /// @return 64 bytes
  public static Bytes reportData(Bytes nonce, Bytes publicKey, List<Bytes> devices) {
    List<Bytes> parts = new java.util.ArrayList<>();
    parts.add(Bytes.utf8(REPORT_DATA));
    parts.add(nonce);
    parts.add(publicKey);
    parts.addAll(devices);
    return digest("SHA-512", parts);
  }

  private static Bytes digest(String algorithm, List<Bytes> parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, parts.size()));
      for (Bytes part : parts) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, part.length()));
        part.updateTo(digest);
      }
      return Bytes.copyOf(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }
}
