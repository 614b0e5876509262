// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.message;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.message.MessageException.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContext;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;

/// One end's HPKE context (RFC 9180, section 5) of one request: seals or opens its chunks, and
/// yields the secret that its response's keys come from.
///
/// @param context of HPKE, base mode
/// @param encapsulated the request's encapsulated key, 32 bytes
record RequestKeys(HPKEContext context, Bytes encapsulated) implements ChunkCipher {
  private static final byte[] RESPONSE =
      "strongroom message response v1".getBytes(StandardCharsets.US_ASCII);

  /// One for each use: Bouncy Castle's isn't thread-safe.
  private static HPKE suite() {
    return new HPKE(
        HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
  }

  /// A new X25519 key.
  static AsymmetricCipherKeyPair keyPair(SecureRandom random) {
    X25519PrivateKeyParameters key = new X25519PrivateKeyParameters(random);
    return new AsymmetricCipherKeyPair(key.generatePublicKey(), key);
  }

  /// The sender's end.
  ///
  /// @throws MessageException if nothing can be encrypted to that key
  static RequestKeys sending(Bytes messageKey, AsymmetricCipherKeyPair ephemeral, byte[] info)
      throws MessageException {
    try {
      X25519PublicKeyParameters key = new X25519PublicKeyParameters(messageKey.toByteArray(), 0);
      var context = suite().setupBaseS(key, info, ephemeral);
      return new RequestKeys(context, Bytes.copyOf(context.getEncapsulation()));
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw new MessageException(Refusal.NO_MESSAGE_KEY, "the message key isn't a usable one", e);
    }
  }

  /// The receiver's end.
  ///
  /// @throws MessageException if the encapsulated key isn't one, such as a point of low order
  static RequestKeys receiving(Bytes encapsulated, AsymmetricCipherKeyPair own, byte[] info)
      throws MessageException {
    try {
      return new RequestKeys(
          suite().setupBaseR(encapsulated.toByteArray(), own, info), encapsulated);
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw new MessageException(Refusal.NOT_OPENED, "the encapsulated key isn't usable", e);
    }
  }

  @Override
  public byte[] seal(byte[] frame, byte[] plaintext, int from, int length)
      throws InvalidCipherTextException {
    return context.seal(frame, plaintext, from, length);
  }

  @Override
  public byte[] open(byte[] frame, byte[] sealed) throws InvalidCipherTextException {
    return context.open(frame, sealed);
  }

  /// The cipher of the response with this salt.
  ResponseCipher response(Bytes salt) {
    return ResponseCipher.of(context.export(RESPONSE, 32), encapsulated, salt);
  }
}
