// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.inference;

import dev.strongroom.attestation.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Salted digests of what was asked and answered (`docs/inference-receipts.md`, section 3). Without
/// the salt nobody learns anything from them, not even by guessing.
public final class InferenceDigests {
  /// Of the client's salt, in bytes.
  public static final int SALT = 32;

  private static final byte[] REQUEST = label("strongroom inference request v1");
  private static final byte[] CHUNK_SALT = label("strongroom inference chunk salt v1");

  private static final byte[] FURTHER_SALT = label("strongroom inference further salt v1");

  private InferenceDigests() {}

  /// What stands for a request.
  ///
  /// @param salt the client's, 32 bytes
  /// @param body as it was sent
  public static Bytes request(Bytes salt, Bytes body) {
    checkSalt(salt);
    MessageDigest sha256 = sha256();
    sha256.update(REQUEST);
    salt.updateTo(sha256);
    body.updateTo(sha256);
    return Bytes.copyOf(sha256.digest());
  }

  /// The salt of one chunk of a response: shown with the chunk, it tells nothing of the others.
  ///
  /// @param salt the client's, 32 bytes
  /// @param index of the chunk, from 0
  public static Bytes chunkSalt(Bytes salt, long index) {
    checkSalt(salt);
    MessageDigest sha256 = sha256();
    sha256.update(CHUNK_SALT);
    salt.updateTo(sha256);
    sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(0, index));
    return Bytes.copyOf(sha256.digest());
  }

  /// The salt that a gateway asks a back end for a receipt with: whoever has the client's knows it,
  /// and it doesn't tell the client's.
  ///
  /// @param salt that the gateway itself was asked with, 32 bytes
  public static Bytes furtherSalt(Bytes salt) {
    checkSalt(salt);
    MessageDigest sha256 = sha256();
    sha256.update(FURTHER_SALT);
    salt.updateTo(sha256);
    return Bytes.copyOf(sha256.digest());
  }

  static void checkSalt(Bytes salt) {
    if (salt.length() != SALT) {
      throw new IllegalArgumentException("a salt has " + SALT + " bytes");
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static byte[] label(String text) {
    return (text + "\0").getBytes(StandardCharsets.US_ASCII);
  }
}
