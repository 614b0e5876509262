// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.custody.MalformedCustodyException;
import dev.strongroom.enclave.runtime.DeviceException;
import dev.strongroom.enclave.runtime.keys.SealedException;
import dev.strongroom.enclave.runtime.keys.Sealing;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.vault.material.KeyBlobException.Refusal;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// A key as the host stores it: sealed under the root secret, bound to the key's id and version, so
/// that no other key's blob passes for it, and no earlier one of its own. If the user holds a part,
/// what is sealed is wrapped once more ([UserShare]).
///
/// What is sealed: 1 (1) and the encoding of the material, or 2 (1) and the user's share. That the
/// host gives an old blob of the same version isn't found here: who needs to know keeps a digest.
public final class KeyBlob {
  private static final byte PLAIN = 1;
  private static final byte SHARED = 2;
  private static final byte[] LABEL = Bytes.utf8("strongroom key blob v1\0").toByteArray();
  private static final int LONGEST_ID = 128;

  private final Sealing sealing;

  /// Blobs of one deployment.
  ///
  /// @param sealing of a purpose that nothing else is sealed for
  public KeyBlob(Sealing sealing) {
    this.sealing = sealing;
  }

  /// Seals a key.
  ///
  /// @param keyId at most 128 bytes of UTF-8
  /// @param version of the key, from 1
  public Bytes seal(String keyId, int version, KeyMaterial material) {
    try (Secret encoded = material.encoded()) {
      return encoded.use(bytes -> sealed(keyId, version, PLAIN, bytes));
    }
  }

  /// Seals a key that opens with the user's part only.
  ///
  /// @param cost of trying a password; has no effect on a passkey
  /// @throws DeviceException if the device gives no randomness though it should
  public Bytes seal(
      String keyId,
      int version,
      KeyMaterial material,
      UserPart part,
      PasswordCost cost,
      Entropy entropy)
      throws DeviceException {
    Bytes context = context(keyId, version);
    try (Secret encoded = material.encoded()) {
      byte[] wrapped = encoded.use(bytes -> UserShare.wrap(context, bytes, part, cost, entropy));
      try {
        return sealed(keyId, version, SHARED, wrapped);
      } finally {
        Arrays.fill(wrapped, (byte) 0);
      }
    }
  }

  /// Opens a key without a user's part.
  ///
  /// @return the caller's to close
  /// @throws KeyBlobException if it isn't this key in this version, or needs the user's part
  public KeyMaterial open(String keyId, int version, Bytes blob) throws KeyBlobException {
    try (Secret plaintext = plaintext(keyId, version, blob)) {
      return plaintext.use(bytes -> {
        if (form(bytes) == SHARED) {
          throw new KeyBlobException(
              Refusal.USER_PART_NEEDED, "the key opens with its user's part only");
        }
        try (Secret encoded = Secret.owning(Arrays.copyOfRange(bytes, 1, bytes.length))) {
          return decoded(encoded);
        }
      });
    }
  }

  /// Opens a key by the user's part.
  ///
  /// @return the caller's to close
  /// @throws KeyBlobException if it isn't this key in this version, or the part isn't the user's
  public KeyMaterial open(String keyId, int version, Bytes blob, UserPart part)
      throws KeyBlobException {
    try (Secret plaintext = plaintext(keyId, version, blob)) {
      return plaintext.use(bytes -> {
        if (form(bytes) == PLAIN) {
          throw new KeyBlobException(Refusal.NO_USER_PART, "the key has no user's part");
        }
        byte[] wrapped = Arrays.copyOfRange(bytes, 1, bytes.length);
        try (Secret encoded = UserShare.open(context(keyId, version), wrapped, part)) {
          return decoded(encoded);
        } finally {
          Arrays.fill(wrapped, (byte) 0);
        }
      });
    }
  }

  /// The same under the newest version of the sealing key; the user's part isn't needed.
  ///
  /// @throws KeyBlobException if it isn't this key in this version
  public Bytes resealed(String keyId, int version, Bytes blob) throws KeyBlobException {
    try {
      return sealing.resealed(context(keyId, version), blob);
    } catch (SealedException e) {
      throw other(e);
    }
  }

  private Bytes sealed(String keyId, int version, byte form, byte[] content) {
    byte[] plaintext = new byte[1 + content.length];
    plaintext[0] = form;
    System.arraycopy(content, 0, plaintext, 1, content.length);
    try {
      return sealing.seal(context(keyId, version), plaintext);
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
  }

  private Secret plaintext(String keyId, int version, Bytes blob) throws KeyBlobException {
    try {
      return sealing.open(context(keyId, version), blob);
    } catch (SealedException e) {
      throw other(e);
    }
  }

  private static KeyBlobException other(SealedException e) {
    return new KeyBlobException(Refusal.OTHER_BLOB, "not this key's blob: " + e.getMessage());
  }

  private static byte form(byte[] plaintext) throws KeyBlobException {
    if (plaintext.length < 1 || (plaintext[0] != PLAIN && plaintext[0] != SHARED)) {
      throw new KeyBlobException(Refusal.MALFORMED, "a blob of an unknown form");
    }
    return plaintext[0];
  }

  private static KeyMaterial decoded(Secret encoded) throws KeyBlobException {
    try {
      return KeyMaterial.decoded(encoded);
    } catch (MalformedCustodyException e) {
      throw new KeyBlobException(Refusal.MALFORMED, "the blob holds no key: " + e.getMessage());
    }
  }

  private static Bytes context(String keyId, int version) {
    byte[] id = Bytes.utf8(keyId).toByteArray();
    if (id.length < 1 || id.length > LONGEST_ID || version < 1) {
      throw new IllegalArgumentException("a key has an id of 1 to 128 bytes, and versions from 1");
    }
    return Bytes.copyOf(
        ByteBuffer.allocate(LABEL.length + 1 + id.length + Integer.BYTES)
            .put(LABEL)
            .put((byte) id.length)
            .put(id)
            .putInt(version)
            .array());
  }
}
