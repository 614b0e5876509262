// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.DeviceException;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.vault.material.KeyBlobException.Refusal;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// A second wrapping of a key inside its blob, under an enclave's part and a user's. Its key is
/// HKDF-SHA-512 of both: the enclave's part, which only an enclave with the root secret gets to
/// see, and 32 bytes of the user's passkey, or of the user's password by Argon2id.
///
/// Layout: version 1 (1), method (1: 1 passkey, 2 password), memory in KiB (4), passes (4), lanes
/// (1), all zero for a passkey, salt (32), enclave's part (32), ciphertext and tag (AES-256-GCM).
/// The salt is new each time, so the key is used once.
///
/// How often somebody may try is the caller's to limit.
final class UserShare {
  private static final byte VERSION = 1;
  private static final byte PASSKEY = 1;
  private static final byte PASSWORD = 2;
  private static final int SALT = 32;
  private static final int PART = 32;
  private static final int SALT_AT = 1 + 1 + 4 + 4 + 1;
  private static final int PART_AT = SALT_AT + SALT;
  private static final int HEAD = PART_AT + PART;
  private static final int TAG = 16;
  private static final int MOST = 1024;
  private static final byte[] INFO = Bytes.utf8("strongroom user share v1").toByteArray();

  private UserShare() {}

  /// Wraps.
  ///
  /// @param context authenticated, not stored
  /// @param cost of a password; a passkey has none
  /// @return the caller's to wipe: it holds the enclave's part
  static byte[] wrap(
      Bytes context, byte[] plaintext, UserPart part, PasswordCost cost, Entropy entropy)
      throws DeviceException {
    ByteBuffer head = ByteBuffer.allocate(HEAD).put(VERSION);
    switch (part) {
      case UserPart.Passkey passkey -> head.put(PASSKEY).putInt(0).putInt(0).put((byte) 0);
      case UserPart.Password password ->
          head.put(PASSWORD).putInt(cost.memory()).putInt(cost.passes()).put((byte) cost.lanes());
    }
    try (Secret drawn = entropy.draw(SALT + PART)) {
      drawn.use(head::put);
    }
    byte[] start = head.array();
    try (Secret user = userKey(part, cost, salt(start));
        Secret key = key(start, user)) {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key, start, context).doFinal(plaintext);
      byte[] all = Arrays.copyOf(start, HEAD + sealed.length);
      System.arraycopy(sealed, 0, all, HEAD, sealed.length);
      return all;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime can't do AES-256-GCM", e);
    } finally {
      Arrays.fill(start, (byte) 0);
    }
  }

  /// Opens what [#wrap] made, under the same context and by the same part.
  ///
  /// @throws KeyBlobException with [Refusal#MALFORMED], [Refusal#OTHER_METHOD],
  ///   [Refusal#COST_OUTSIDE_LIMITS] or [Refusal#WRONG_USER_PART]; the last also if it was changed
  static Secret open(Bytes context, byte[] wrapped, UserPart part) throws KeyBlobException {
    if (wrapped.length < HEAD + TAG || wrapped.length > MOST || wrapped[0] != VERSION) {
      throw new KeyBlobException(Refusal.MALFORMED, "not a user's share of version " + VERSION);
    }
    byte[] start = Arrays.copyOf(wrapped, HEAD);
    PasswordCost cost = cost(start, part);
    try (Secret user = userKey(part, cost, salt(start));
        Secret key = key(start, user)) {
      return Secret.owning(
          cipher(Cipher.DECRYPT_MODE, key, start, context)
              .doFinal(wrapped, HEAD, wrapped.length - HEAD));
    } catch (AEADBadTagException e) {
      throw new KeyBlobException(Refusal.WRONG_USER_PART, "the user's part is wrong");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime can't do AES-256-GCM", e);
    } finally {
      Arrays.fill(start, (byte) 0);
    }
  }

  private static PasswordCost cost(byte[] start, UserPart part) throws KeyBlobException {
    ByteBuffer head = ByteBuffer.wrap(start, 1, SALT_AT - 1);
    byte method = head.get();
    int memory = head.getInt();
    int passes = head.getInt();
    int lanes = head.get();
    if (method != PASSKEY && method != PASSWORD) {
      throw new KeyBlobException(Refusal.MALFORMED, "a user's share of an unknown method");
    }
    if (method == PASSKEY && (memory != 0 || passes != 0 || lanes != 0)) {
      throw new KeyBlobException(Refusal.MALFORMED, "a passkey has no cost");
    }
    if (method != (part instanceof UserPart.Passkey ? PASSKEY : PASSWORD)) {
      throw new KeyBlobException(
          Refusal.OTHER_METHOD,
          method == PASSKEY ? "the key opens by a passkey" : "the key opens by a password");
    }
    if (method == PASSKEY) {
      return PasswordCost.LEAST;
    }
    try {
      return new PasswordCost(memory, passes, lanes);
    } catch (IllegalArgumentException e) {
      throw new KeyBlobException(
          Refusal.COST_OUTSIDE_LIMITS, "the cost of the password is outside the limits");
    }
  }

  private static byte[] salt(byte[] start) {
    return Arrays.copyOfRange(start, SALT_AT, PART_AT);
  }

  private static Secret userKey(UserPart part, PasswordCost cost, byte[] salt) {
    return switch (part) {
      case UserPart.Passkey passkey -> passkey.output().use(bytes -> Secret.owning(bytes.clone()));
      case UserPart.Password password -> cost.derive(password.text(), salt, PART);
    };
  }

  private static Secret key(byte[] start, Secret user) throws GeneralSecurityException {
    byte[] enclave = Arrays.copyOfRange(start, PART_AT, HEAD);
    try {
      return user.use(bytes ->
          Secret.owning(
              KDF.getInstance("HKDF-SHA512")
                  .deriveData(
                      HKDFParameterSpec.ofExtract()
                          .addSalt(salt(start))
                          .addIKM(enclave)
                          .addIKM(bytes)
                          .thenExpand(INFO, 32))));
    } finally {
      Arrays.fill(enclave, (byte) 0);
    }
  }

  private static Cipher cipher(int mode, Secret key, byte[] start, Bytes context)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    // The key is used once, so the nonce can be constant.
    GCMParameterSpec nonce = new GCMParameterSpec(8 * TAG, new byte[12]);
    key.use(bytes -> {
      cipher.init(mode, new SecretKeySpec(bytes, "AES"), nonce);
      return cipher;
    });
    cipher.updateAAD(start, 0, PART_AT);
    cipher.updateAAD(context.toByteArray());
    return cipher;
  }
}
