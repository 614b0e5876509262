// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/// What is stored of a root secret.
///
/// Layout: `53 52 4b 57` ("SRKW"), version 1 (1), check (32), the rest is KMS's CiphertextBlob (1
/// to 6144 bytes).
///
/// @param check derived from the root secret, so that another secret in its place is noticed: the
///   envelope that it arrives in has no integrity of its own
/// @param ciphertext KMS's CiphertextBlob
record WrappedRootSecret(Bytes check, Bytes ciphertext) {
  /// KMS's own limit for what it decrypts, in bytes.
  static final int LONGEST = 6144;

  private static final int MAGIC = 0x53524b57;
  private static final byte VERSION = 1;
  private static final int CHECK = 32;
  private static final int HEAD = 4 + 1 + CHECK;

  /// `ciphertext`, which holds `root`.
  static WrappedRootSecret of(RootSecret root, Bytes ciphertext) {
    return new WrappedRootSecret(checkOf(root), ciphertext);
  }

  /// Reads what was stored.
  ///
  /// @throws KmsException with [KmsFailure.MalformedStored]
  static WrappedRootSecret parse(Bytes stored) throws KmsException {
    if (stored.length() <= HEAD || stored.length() > HEAD + LONGEST) {
      throw new KmsException(new KmsFailure.MalformedStored(stored.length() + " bytes"));
    }
    ByteBuffer head = ByteBuffer.wrap(stored.slice(0, HEAD).toByteArray());
    if (head.getInt() != MAGIC || head.get() != VERSION) {
      throw new KmsException(new KmsFailure.MalformedStored("not of version " + VERSION));
    }
    return new WrappedRootSecret(
        stored.slice(HEAD - CHECK, HEAD), stored.slice(HEAD, stored.length()));
  }

  /// What is stored.
  Bytes bytes() {
    return Bytes.copyOf(
        ByteBuffer.allocate(HEAD + ciphertext.length())
            .putInt(MAGIC)
            .put(VERSION)
            .put(check.toByteArray())
            .put(ciphertext.toByteArray())
            .array());
  }

  /// Whether `root` is the secret that was wrapped.
  boolean holds(RootSecret root) {
    return MessageDigest.isEqual(check.toByteArray(), checkOf(root).toByteArray());
  }

  private static Bytes checkOf(RootSecret root) {
    try (Secret derived = root.derive("kms root secret check", CHECK)) {
      return derived.use(Bytes::copyOf);
    }
  }
}
