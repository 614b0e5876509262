// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.volume;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.storage.Put;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import dev.strongroom.enclave.runtime.storage.Stored;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Users' volumes in the host's store. Every change is one atomic write of head and entries, and of
/// the list of the owner's volumes where that changes too. Thread-safe.
public final class SealedVolumes implements AutoCloseable {
  private static final int LANES = 64;
  private static final int TRIES = 8;

  private final Storage storage;
  private final Secret enclave;
  private final InstantSource clock;
  private final SecureRandom random;
  private final List<ReadWriteLock> lanes =
      IntStream.range(0, LANES).<ReadWriteLock>mapToObj(_ -> new ReentrantReadWriteLock()).toList();

  /// @param enclave the deployment's secret for histories; wiped when this is closed
  public SealedVolumes(Storage storage, Secret enclave, InstantSource clock, SecureRandom random) {
    this.storage = storage;
    this.enclave = enclave;
    this.clock = clock;
    this.random = random;
  }

  /// Whose key a request shows.
  ///
  /// @throws HistoryRefusedException if there is none, or not one
  public Owner owner(Map<String, List<String>> headers) throws HistoryRefusedException {
    return Owner.of(headers, enclave);
  }

  /// Reads what is in a volume.
  ///
  /// @param <T> what is made of it
  @FunctionalInterface
  public interface Reader<T> {
    /// Reads it.
    T read(Contents contents) throws HistoryRefusedException;
  }

  /// A volume while it is read.
  public interface Contents {
    /// Its head.
    Volume volume();

    /// What an entry holds.
    ///
    /// @throws HistoryRefusedException if the host has something else, or nothing
    Bytes of(VolumeEntry entry) throws HistoryRefusedException;
  }

  /// Reads a volume.
  ///
  /// @throws HistoryRefusedException as `not-found` if there is none for this owner
  public <T> T read(Owner owner, Heads heads, String id, Reader<T> reader)
      throws HistoryRefusedException {
    return inLane(
        lane(owner).readLock(),
        () -> {
          try (OpenVolume open = there(owner, heads, id)) {
            return reader.read(
                new Contents() {
                  @Override
                  public Volume volume() {
                    return open.head();
                  }

                  @Override
                  public Bytes of(VolumeEntry entry) throws HistoryRefusedException {
                    return content(open, entry);
                  }
                });
          }
        });
  }

  /// The head of an owner's list; empty if nothing was ever on it.
  public Optional<Volume> list(Owner owner, Heads heads, Shelf shelf)
      throws HistoryRefusedException {
    return inLane(
        lane(owner).readLock(),
        () -> {
          Optional<OpenVolume> list = find(owner, heads, shelf.id());
          list.ifPresent(OpenVolume::close);
          return list.map(OpenVolume::head);
        });
  }

  /// Makes a volume, and puts it on its list.
  ///
  /// @param id that isn't taken
  /// @throws HistoryRefusedException also as `history-full`, and as `already-there`
  public Volume create(
      Owner owner,
      Heads heads,
      Shelf shelf,
      String id,
      Map<String, String> about,
      List<NewEntry> add)
      throws HistoryRefusedException {
    return written(
        owner,
        () -> {
          long now = clock.instant().getEpochSecond();
          try (OpenVolume list =
                  find(owner, heads, shelf.id()).orElseGet(() -> fresh(shelf.id(), now));
              OpenVolume made = fresh(id, now)) {
            if (list.head().entries().size() >= shelf.most()) {
              throw HistoryRefusedException.full("there are " + shelf.most() + " of them");
            }
            Optional<OpenVolume> there = find(owner, heads, id);
            there.ifPresent(OpenVolume::close);
            if (there.isPresent()) {
              throw new HistoryRefusedException(
                  "already-there", 409, "something of that name is there");
            }
            NewEntry listed = new NewEntry(id, Bytes.EMPTY, List.of(String.valueOf(now)));
            Draft onList =
                Draft.of(owner, list, new Edit(Map.of(), List.of(listed), Set.of()), random);
            Draft volume = Draft.of(owner, made, new Edit(about, add, Set.of()), random);
            write(onList, volume);
            heads.met(onList.head());
            heads.met(volume.head());
            return volume.head();
          }
        });
  }

  /// Changes a volume.
  ///
  /// @throws HistoryRefusedException as `not-found` if there is none for this owner
  public Volume change(Owner owner, Heads heads, String id, Edit.Of edit)
      throws HistoryRefusedException {
    return written(
        owner,
        () -> {
          try (OpenVolume open = there(owner, heads, id)) {
            Draft draft = Draft.of(owner, open, edit.of(open.head()), random);
            write(draft);
            heads.met(draft.head());
            remove(draft.removed());
            return draft.head();
          }
        });
  }

  /// Deletes a volume: its key first, for good as far as this side goes, then its rows.
  ///
  /// @throws HistoryRefusedException as `not-found` if there is none for this owner
  public void delete(Owner owner, Heads heads, Shelf shelf, String id)
      throws HistoryRefusedException {
    remove(
        written(
            owner,
            () -> {
              try (OpenVolume list =
                      find(owner, heads, shelf.id())
                          .orElseThrow(HistoryRefusedException::notFound);
                  OpenVolume open = there(owner, heads, id)) {
                Draft onList =
                    Draft.of(owner, list, new Edit(Map.of(), List.of(), Set.of(id)), random);
                Draft tombstone = Draft.tombstone(owner, open, random);
                write(onList, tombstone);
                heads.met(onList.head());
                heads.met(tombstone.head());
                return tombstone.removed();
              }
            }));
  }

  /// Removes rows that nothing can read any more. What fails here leaves ciphertext without a key.
  private void remove(List<Bytes> rows) {
    try {
      for (Bytes row : rows) {
        Optional<Stored> stored = storage.get(row);
        if (stored.isPresent()) {
          storage.delete(row, stored.get().version());
        }
      }
    } catch (StorageException e) {
      // It was erased with its key all the same.
      return;
    }
  }

  private OpenVolume there(Owner owner, Heads heads, String id)
      throws HistoryRefusedException, StorageException {
    OpenVolume open = find(owner, heads, id).orElseThrow(HistoryRefusedException::notFound);
    if (open.head().gone()) {
      open.close();
      throw HistoryRefusedException.notFound();
    }
    return open;
  }

  private Optional<OpenVolume> find(Owner owner, Heads heads, String id)
      throws HistoryRefusedException, StorageException {
    Optional<Stored> stored = storage.get(owner.name(id));
    if (stored.isEmpty()) {
      heads.check(id, Optional.empty());
      return Optional.empty();
    }
    OpenVolume open = OpenVolume.of(owner, id, stored.get(), random);
    try {
      heads.check(id, Optional.of(open.head()));
      return Optional.of(open);
    } catch (HistoryRefusedException e) {
      open.close();
      throw e;
    }
  }

  private Bytes content(OpenVolume open, VolumeEntry entry) throws HistoryRefusedException {
    if (entry.length() == 0) {
      return Bytes.EMPTY;
    }
    try {
      Stored stored = storage.get(open.name(entry)).orElseThrow(HistoryRefusedException::damaged);
      return open.content(entry, stored.value(), random);
    } catch (StorageException e) {
      throw HistoryRefusedException.unavailable();
    }
  }

  private OpenVolume fresh(String id, long now) {
    return Draft.fresh(id, now, random);
  }

  private void write(Draft... drafts) throws StorageException {
    List<Put> puts = Stream.of(drafts).flatMap(draft -> draft.puts().stream()).toList();
    List<Long> _ = storage.putAll(puts);
  }

  private ReadWriteLock lane(Owner owner) {
    return lanes.get(owner.lane(LANES));
  }

  /// Something that is done to the store.
  private interface Act<T> {
    T act() throws HistoryRefusedException, StorageException;
  }

  /// Does it again if another process of the deployment was faster.
  private <T> T written(Owner owner, Act<T> act) throws HistoryRefusedException {
    return inLane(
        lane(owner).writeLock(),
        () -> {
          for (int i = 0; i < TRIES; i++) {
            try {
              return act.act();
            } catch (StorageException e) {
              if (!(e.failure() instanceof StorageFailure.Conflict)) {
                throw e;
              }
            }
          }
          throw HistoryRefusedException.busy();
        });
  }

  private static <T> T inLane(Lock lane, Act<T> act) throws HistoryRefusedException {
    lane.lock();
    try {
      return act.act();
    } catch (StorageException e) {
      throw e.failure() instanceof StorageFailure.TooLarge
          ? HistoryRefusedException.full("more than the host's store takes at once")
          : HistoryRefusedException.unavailable();
    } finally {
      lane.unlock();
    }
  }

  /// Wipes the deployment's secret.
  @Override
  public void close() {
    enclave.close();
  }
}
