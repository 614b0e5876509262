// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.recovery;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.Stored;
import dev.strongroom.ledger.recovery.RecoveryStatement;
import dev.strongroom.ledger.recovery.RefusalReport;
import java.util.List;
import java.util.Optional;

/// What the enclave and its operators leave for one another in the host's store.
///
/// @param storage the host's, trusted with nothing
public record RecoveryShelf(Storage storage) {

  /// What lies where a recovery request would.
  public Optional<Bytes> request() throws StorageException {
    return storage.get(RecoveryStatement.STORED).map(Stored::value);
  }

  /// Leaves a report, in the place of an earlier one.
  public void leave(RefusalReport report) throws StorageException {
    long version = storage.get(RefusalReport.STORED).map(Stored::version).orElse(Storage.ABSENT);
    long _ = storage.put(RefusalReport.STORED, version, report.encoded());
  }

  /// Takes both away: the log goes on, and what was said of an earlier state is over.
  public void clear() throws StorageException {
    for (Bytes key : List.of(RefusalReport.STORED, RecoveryStatement.STORED)) {
      Optional<Stored> stored = storage.get(key);
      if (stored.isPresent()) {
        storage.delete(key, stored.get().version());
      }
    }
  }
}
