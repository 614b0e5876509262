// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.upgrade;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.keys.SealedException;
import dev.strongroom.enclave.runtime.keys.Sealing;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.storage.Put;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.Stored;
import dev.strongroom.ledger.note.VerifierKey;
import java.util.List;
import java.util.Optional;

/// The upgrade's state in the host's store. It is sealed, so a host can show an old one or none,
/// and so put an upgrade off; it can't make one up. An old one that was approved is over by the
/// witnesses' clocks.
final class UpgradeShelf {
  private final Storage storage;
  private final Bytes key;
  private final Sealing sealing;
  private final Bytes context;

  /// @param log that the state is bound to: each generation has its own
  UpgradeShelf(Enclave enclave, VerifierKey log) {
    this.storage = enclave.storage();
    this.key = Bytes.utf8("ledger/upgrade/" + log.name());
    this.sealing = enclave.sealing("ledger upgrade", 1);
    this.context = Bytes.utf8(log.text());
  }

  /// The state, if there is one.
  ///
  /// @throws UpgradeRefusedException if the store fails, or has another's
  Optional<UpgradeState> read() throws UpgradeRefusedException {
    try {
      Optional<Stored> stored = storage.get(key);
      if (stored.isEmpty()) {
        return Optional.empty();
      }
      try (Secret secret = sealing.open(context, stored.get().value())) {
        return Optional.of(UpgradeState.decoded(secret.use(Bytes::copyOf)));
      }
    } catch (StorageException | SealedException | MalformedJsonException e) {
      throw new UpgradeRefusedException(UpgradeRefusal.STORE);
    }
  }

  /// Puts a state in the place of whatever is there.
  ///
  /// @throws UpgradeRefusedException if the store fails
  void write(UpgradeState state) throws UpgradeRefusedException {
    try {
      long version = storage.get(key).map(Stored::version).orElse(Storage.ABSENT);
      Put put = new Put(key, version, sealing.seal(context, state.encoded().toByteArray()));
      List<Long> _ = storage.putAll(List.of(put));
    } catch (StorageException e) {
      throw new UpgradeRefusedException(UpgradeRefusal.STORE);
    }
  }
}
