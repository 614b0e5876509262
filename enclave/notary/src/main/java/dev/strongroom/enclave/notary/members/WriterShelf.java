// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.members;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.keys.SealedException;
import dev.strongroom.enclave.runtime.keys.Sealing;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.storage.Put;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import dev.strongroom.enclave.runtime.storage.Stored;
import java.util.List;
import java.util.Optional;

/// The writer's record in the host's store. It is sealed, so a host can show an old one or none,
/// and so keep anybody from writing; it can't name a writer.
final class WriterShelf {
  private static final Bytes KEY = Bytes.utf8("ledger/writer");

  private final Storage storage;
  private final Sealing sealing;
  private final Bytes context;

  /// @param origin of the log, which the record is bound to
  WriterShelf(Enclave enclave, String origin) {
    this.storage = enclave.storage();
    this.sealing = enclave.sealing("ledger writer", 1);
    this.context = Bytes.utf8(origin);
  }

  /// A record that was read.
  ///
  /// @param version to compare with when it is replaced
  record Seen(WriterRecord record, long version) {}

  /// The record, if there is one.
  ///
  /// @throws StorageException also as [StorageFailure.NotAuthentic]
  Optional<Seen> read() throws StorageException {
    Optional<Stored> stored = storage.get(KEY);
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    try (Secret secret = sealing.open(context, stored.get().value())) {
      WriterRecord record =
          secret
              .use(WriterRecord::decoded)
              .orElseThrow(() -> notAuthentic("the writer's record is of another format"));
      return Optional.of(new Seen(record, stored.get().version()));
    } catch (SealedException e) {
      throw notAuthentic("the writer's record: " + e.getMessage());
    }
  }

  /// Replaces it, if it is still the one that was seen.
  ///
  /// @param expected its version, or [Storage#ABSENT]
  /// @return the new version
  long replace(long expected, WriterRecord record) throws StorageException {
    Put put = new Put(KEY, expected, sealing.seal(context, record.encoded()));
    return storage.putAll(List.of(put)).getFirst();
  }

  private static StorageException notAuthentic(String detail) {
    return new StorageException(new StorageFailure.NotAuthentic(detail));
  }
}
