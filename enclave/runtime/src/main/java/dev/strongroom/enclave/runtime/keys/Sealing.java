// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.keys;

import dev.strongroom.attestation.Bytes;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Encrypts what leaves the enclave so that only a deployment with the same root secret opens it:
/// AES-256-GCM under a key of its own for each sealed value, derived from purpose, key version and
/// a random 32-byte salt. So nonces can't repeat, however much is sealed.
///
/// Layout: version of the format (1), key version (4, big-endian), salt (32), ciphertext and tag.
/// The context is authenticated and not stored: a value sealed under one context opens under no
/// other.
public final class Sealing {
  private static final byte FORMAT = 1;
  private static final int SALT = 32;
  private static final int HEAD = 1 + 4 + SALT;
  private static final int TAG_BITS = 128;
  private static final int KEY = 32;
  private static final int KEY_ID = 8;

  private final RootSecret root;
  private final String purpose;
  private final int keyVersion;
  private final SecureRandom random;

  /// Sealing for one purpose.
  ///
  /// @param keyVersion what new values are sealed under; older versions still open
  public Sealing(RootSecret root, String purpose, int keyVersion, SecureRandom random) {
    if (keyVersion < 1) {
      throw new IllegalArgumentException("key versions start at 1");
    }
    this.root = root;
    this.purpose = purpose;
    this.keyVersion = keyVersion;
    this.random = random;
  }

  /// Seals `plaintext` under `context`.
  public Bytes seal(Bytes context, byte[] plaintext) {
    byte[] salt = new byte[SALT];
    random.nextBytes(salt);
    byte[] head = ByteBuffer.allocate(HEAD).put(FORMAT).putInt(keyVersion).put(salt).array();
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, head, keyVersion, context).doFinal(plaintext);
      byte[] all = Arrays.copyOf(head, HEAD + sealed.length);
      System.arraycopy(sealed, 0, all, HEAD, sealed.length);
      return Bytes.copyOf(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime can't do AES-256-GCM", e);
    }
  }

  /// Opens what was sealed under `context`.
  ///
  /// @throws SealedException if it was changed, is of another deployment, purpose or context, or of
  ///   a key version from the future
  public Secret open(Bytes context, Bytes sealed) throws SealedException {
    int version = keyVersion(sealed);
    byte[] all = sealed.toByteArray();
    byte[] head = Arrays.copyOf(all, HEAD);
    if (version < 1 || version > keyVersion) {
      throw new SealedException("sealed under key version " + version + ", which isn't known");
    }
    try {
      return Secret.owning(
          cipher(Cipher.DECRYPT_MODE, head, version, context)
              .doFinal(all, HEAD, all.length - HEAD));
    } catch (AEADBadTagException e) {
      throw new SealedException("changed, or sealed for another deployment, purpose or context");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime can't do AES-256-GCM", e);
    }
  }

  /// The key version that a value says it was sealed under; proves nothing.
  ///
  /// @throws SealedException if it isn't a sealed value
  public static int keyVersion(Bytes sealed) throws SealedException {
    if (sealed.length() < HEAD + TAG_BITS / 8 || sealed.at(0) != FORMAT) {
      throw new SealedException("not a sealed value of format " + FORMAT);
    }
    return ByteBuffer.wrap(sealed.slice(1, 5).toByteArray()).getInt();
  }

  /// What names a version's key in logs and records, without telling anything of it: eight bytes,
  /// derived like the keys. Two deployments, or two purposes, have different ones.
  ///
  /// @throws IllegalArgumentException if the version isn't known here
  public Bytes keyId(int version) {
    if (version < 1 || version > keyVersion) {
      throw new IllegalArgumentException("key version " + version + " isn't known");
    }
    try (Secret id = root.derive("seal-id/" + purpose + "/" + version, KEY_ID)) {
      return id.use(Bytes::copyOf);
    }
  }

  /// Rotation: the same value under the newest key version, or as it is if that is what it is
  /// under. Whoever stores it compares first and swaps atomically; the old value stays readable.
  ///
  /// @throws SealedException if it can't be opened here
  public Bytes resealed(Bytes context, Bytes sealed) throws SealedException {
    try (Secret plaintext = open(context, sealed)) {
      return keyVersion(sealed) == keyVersion
          ? sealed
          : plaintext.use(bytes -> seal(context, bytes));
    }
  }

  private Cipher cipher(int mode, byte[] head, int version, Bytes context)
      throws GeneralSecurityException {
    String label =
        "seal/" + purpose + "/" + version + "/" + Bytes.copyOf(head).slice(5, HEAD).hex();
    // The key is used once, so the nonce can be constant.
    GCMParameterSpec nonce = new GCMParameterSpec(TAG_BITS, new byte[12]);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    try (Secret key = root.derive(label, KEY)) {
      key.use(bytes -> {
        cipher.init(mode, new SecretKeySpec(bytes, "AES"), nonce);
        return cipher;
      });
    }
    cipher.updateAAD(head);
    cipher.updateAAD(context.toByteArray());
    return cipher;
  }
}
