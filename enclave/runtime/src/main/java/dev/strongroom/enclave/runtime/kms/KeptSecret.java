// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.SealedException;
import dev.strongroom.enclave.runtime.keys.Sealing;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/// A root secret that was handed over, sealed under a data key of KMS's.
///
/// Layout: `53 52 4b 48` ("SRKH"), version 1 (1), the sealed root secret (85, see [Sealing]), the
/// rest is KMS's CiphertextBlob of the data key (1 to 6144 bytes).
///
/// @param sealed opens under the data key, and for whom it was sealed
/// @param ciphertext KMS's CiphertextBlob
record KeptSecret(Bytes sealed, Bytes ciphertext) {
  private static final int MAGIC = 0x53524b48;
  private static final byte VERSION = 1;
  // Sealing's head, the secret, and the tag.
  private static final int SEALED = 37 + RootSecret.LENGTH + 16;
  private static final int HEAD = 4 + 1 + SEALED;
  private static final String PURPOSE = "kept root secret";
  private static final Bytes LABEL = Bytes.utf8("strongroom kept root secret v1\0");

  /// For whom a root secret is kept: a value for one opens for no other.
  ///
  /// @param deployment the name in the measured configuration
  /// @param key the ARN of the KMS key
  /// @param identityKey the deployment's, 32 bytes
  record Owner(String deployment, String key, Bytes identityKey) {
    /// `root`, if it is the deployment's: it leads to the pinned identity key. Another is closed.
    ///
    /// @throws KmsException with [KmsFailure.KeptIdentity]
    RootSecret checked(RootSecret root) throws KmsException {
      Bytes found = root.identityKey();
      if (found.equals(identityKey)) {
        return root;
      }
      root.close();
      throw new KmsException(new KmsFailure.KeptIdentity(found));
    }

    private Bytes context() {
      Bytes name = Bytes.utf8(deployment);
      Bytes arn = Bytes.utf8(key);
      return Bytes.copyOf(
          ByteBuffer.allocate(
                  LABEL.length() + 1 + name.length() + 2 + arn.length() + identityKey.length())
              .put(LABEL.toByteArray())
              .put((byte) name.length())
              .put(name.toByteArray())
              .putShort((short) arn.length())
              .put(arn.toByteArray())
              .put(identityKey.toByteArray())
              .array());
    }
  }

  /// `root`, sealed for `owner`.
  ///
  /// @param dataKey stays the caller's to close
  /// @param ciphertext the data key, encrypted under the KMS key
  static KeptSecret of(
      RootSecret root, Secret dataKey, Bytes ciphertext, Owner owner, SecureRandom random) {
    Sealing sealing = sealing(dataKey, random);
    return new KeptSecret(root.use(bytes -> sealing.seal(owner.context(), bytes)), ciphertext);
  }

  /// Reads what was stored.
  ///
  /// @throws KmsException with [KmsFailure.MalformedStored]
  static KeptSecret parse(Bytes stored) throws KmsException {
    if (stored.length() <= HEAD || stored.length() > HEAD + WrappedRootSecret.LONGEST) {
      throw new KmsException(new KmsFailure.MalformedStored(stored.length() + " bytes"));
    }
    ByteBuffer head = ByteBuffer.wrap(stored.slice(0, HEAD).toByteArray());
    if (head.getInt() != MAGIC || head.get() != VERSION) {
      throw new KmsException(new KmsFailure.MalformedStored("not of version " + VERSION));
    }
    return new KeptSecret(stored.slice(HEAD - SEALED, HEAD), stored.slice(HEAD, stored.length()));
  }

  /// What is stored.
  Bytes bytes() {
    return Bytes.copyOf(
        ByteBuffer.allocate(HEAD + ciphertext.length())
            .putInt(MAGIC)
            .put(VERSION)
            .put(sealed.toByteArray())
            .put(ciphertext.toByteArray())
            .array());
  }

  /// The root secret.
  ///
  /// @param dataKey stays the caller's to close
  /// @throws KmsException with [KmsFailure.KeptUnopenable] or [KmsFailure.KeptIdentity]
  RootSecret opened(Secret dataKey, Owner owner, SecureRandom random) throws KmsException {
    RootSecret root;
    try {
      root = new RootSecret(sealing(dataKey, random).open(owner.context(), sealed));
    } catch (SealedException e) {
      throw new KmsException(new KmsFailure.KeptUnopenable());
    }
    return owner.checked(root);
  }

  /// A data key has what sealing derives keys from: 32 bytes that nobody else knows.
  private static Sealing sealing(Secret dataKey, SecureRandom random) {
    return new Sealing(new RootSecret(dataKey), PURPOSE, 1, random);
  }
}
