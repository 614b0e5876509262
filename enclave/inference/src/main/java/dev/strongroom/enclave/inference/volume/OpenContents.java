// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.volume;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.Stored;
import java.security.SecureRandom;
import java.util.List;

/// A volume while it is read, with the room that its contents need. Used by one thread.
final class OpenContents implements SealedVolumes.Contents, AutoCloseable {
  private final OpenVolume open;
  private final Storage storage;
  private final SecureRandom random;
  private final ReadLimit.Room room;
  private long expected;

  /// @param open stays the caller's to close
  OpenContents(OpenVolume open, Storage storage, SecureRandom random, ReadLimit limit) {
    this.open = open;
    this.storage = storage;
    this.random = random;
    this.room = limit.room();
  }

  @Override
  public Volume volume() {
    return open.head();
  }

  @Override
  public void expect(List<VolumeEntry> entries) throws HistoryRefusedException {
    long length = entries.stream().mapToLong(VolumeEntry::length).sum();
    room.take(length);
    expected += length;
  }

  @Override
  public Bytes of(VolumeEntry entry) throws HistoryRefusedException {
    if (entry.length() == 0) {
      return Bytes.EMPTY;
    }
    if (entry.length() > expected) {
      expect(List.of(entry));
    }
    expected -= entry.length();
    try {
      Stored stored = storage.get(open.name(entry)).orElseThrow(HistoryRefusedException::damaged);
      return open.content(entry, stored.value(), random);
    } catch (StorageException e) {
      throw HistoryRefusedException.unavailable();
    }
  }

  @Override
  public void close() {
    room.close();
  }
}
