// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.Beside;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.storage.Name;
import dev.strongroom.enclave.runtime.storage.Put;
import dev.strongroom.enclave.runtime.storage.SealedPut;
import dev.strongroom.enclave.runtime.storage.SealedStorage;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import dev.strongroom.enclave.runtime.storage.Unsealed;
import dev.strongroom.policy.Principal;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Which keys were born for whom: numbered, so that a list is read page by page and nothing is
/// missing in it. How many there are is in the owner's dossier.
final class OwnedKeys implements AutoCloseable {
  private static final int ID = 16;

  private final SealedStorage storage;
  private final Secret ids;

  OwnedKeys(Enclave enclave) {
    storage = enclave.sealedStorage("vault owned keys", 1, SealedStorage.Names.HIDDEN);
    ids = enclave.secret("vault key ids", 32);
  }

  /// The id of a key that is the same each time it is asked for: nobody else can compute it, so
  /// nobody learns from it whether somebody is known here.
  ///
  /// @param what keeps apart what ids are made for
  String id(String what, Principal principal, String name) {
    return ids.use(key -> {
      try {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        byte[] code = mac.doFinal(Bytes.utf8(what + "\0" + principal + "\0" + name).toByteArray());
        return Bytes.copyOf(Arrays.copyOf(code, ID)).hex();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java platform has HmacSHA256", e);
      }
    });
  }

  /// What has a key written down together with the entry of its birth.
  ///
  /// @param number of the owner's keys so far
  Beside beside(Principal owner, long number, String id) {
    try (Secret value = Secret.owning(Bytes.utf8(id).toByteArray())) {
      Put put = storage.sealed(new SealedPut(name(owner, number), Storage.ABSENT, value));
      return new Beside(put.key(), put.value());
    }
  }

  /// A key of an owner's.
  ///
  /// @throws StorageException also as [StorageFailure.NotAuthentic], if it isn't there
  String get(Principal owner, long number) throws StorageException {
    Optional<Unsealed> found = storage.get(name(owner, number));
    if (found.isEmpty()) {
      throw new StorageException(
          new StorageFailure.NotAuthentic("one of the owner's keys is gone"));
    }
    try (Unsealed unsealed = found.get()) {
      return String.valueOf(unsealed.value().<Bytes, RuntimeException>use(Bytes::copyOf).asUtf8());
    }
  }

  private static Name name(Principal owner, long number) {
    return Name.of(owner.toString(), Long.toString(number));
  }

  @Override
  public void close() {
    storage.close();
    ids.close();
  }
}
