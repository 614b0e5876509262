// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.message;

import dev.strongroom.attestation.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import org.bouncycastle.crypto.InvalidCipherTextException;

/// AES-256-GCM for the chunks of one response, under keys that only the two ends of its request
/// have (`docs/encrypted-messages.md`, section 5). Not thread-safe.
final class ResponseCipher implements ChunkCipher {
  private static final int NONCE = 12;

  private final Cipher cipher;
  private final SecretKey key;
  private final byte[] baseNonce;
  private long sequence;

  private ResponseCipher(Cipher cipher, SecretKey key, byte[] baseNonce) {
    this.cipher = cipher;
    this.key = key;
    this.baseNonce = baseNonce;
  }

  /// Derives key and nonce as RFC 9458, section 4.4 does.
  ///
  /// @param exported from the request's context; wiped
  static ResponseCipher of(byte[] exported, Bytes encapsulated, Bytes salt) {
    try {
      KDF hkdf = KDF.getInstance("HKDF-SHA256");
      HKDFParameterSpec.Builder extract =
          HKDFParameterSpec.ofExtract()
              .addSalt(encapsulated.toByteArray())
              .addSalt(salt.toByteArray())
              .addIKM(exported);
      SecretKey key = hkdf.deriveKey("AES", extract.thenExpand(ascii("key"), 32));
      byte[] nonce = hkdf.deriveData(extract.thenExpand(ascii("nonce"), NONCE));
      return new ResponseCipher(Cipher.getInstance("AES/GCM/NoPadding"), key, nonce);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no HKDF or AES-256-GCM", e);
    } finally {
      Arrays.fill(exported, (byte) 0);
    }
  }

  @Override
  public byte[] seal(byte[] frame, byte[] plaintext, int from, int length)
      throws InvalidCipherTextException {
    return next(Cipher.ENCRYPT_MODE, frame, plaintext, from, length);
  }

  @Override
  public byte[] open(byte[] frame, byte[] sealed) throws InvalidCipherTextException {
    return next(Cipher.DECRYPT_MODE, frame, sealed, 0, sealed.length);
  }

  private byte[] next(int mode, byte[] frame, byte[] input, int from, int length)
      throws InvalidCipherTextException {
    byte[] nonce = baseNonce.clone();
    byte[] count = ByteBuffer.allocate(NONCE).putLong(NONCE - Long.BYTES, sequence).array();
    for (int i = 0; i < NONCE; i++) {
      nonce[i] ^= count[i];
    }
    sequence++;
    try {
      cipher.init(mode, key, new GCMParameterSpec(TAG * 8, nonce));
      cipher.updateAAD(frame);
      return cipher.doFinal(input, from, length);
    } catch (AEADBadTagException e) {
      throw new InvalidCipherTextException("the tag differs", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime can't do AES-256-GCM", e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
