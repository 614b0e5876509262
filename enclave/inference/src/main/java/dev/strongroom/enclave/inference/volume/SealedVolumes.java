// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.volume;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.storage.Put;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.Stored;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Users' volumes in the host's store. Every change is one atomic write of head and entries, and of
/// the list of the owner's volumes where that changes too. Thread-safe.
public final class SealedVolumes implements AutoCloseable {
  private final Storage storage;
  private final Secret enclave;
  private final InstantSource clock;
  private final SecureRandom random;
  private final ReadLimit limit;
  private final Lanes lanes = new Lanes();

  /// @param enclave the deployment's secret for histories; wiped when this is closed
  public SealedVolumes(Storage storage, Secret enclave, InstantSource clock, SecureRandom random) {
    this(storage, enclave, clock, random, ReadLimit.ofMemory());
  }

  /// @param enclave the deployment's secret for histories; wiped when this is closed
  /// @param limit of what is read at once
  SealedVolumes(
      Storage storage, Secret enclave, InstantSource clock, SecureRandom random, ReadLimit limit) {
    this.limit = limit;
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

    /// Makes room for what entries hold, before several are read: so nobody has half of them, and
    /// room for no more.
    ///
    /// @throws HistoryRefusedException as `history-busy` if others read too much
    void expect(List<VolumeEntry> entries) throws HistoryRefusedException;

    /// What an entry holds.
    ///
    /// @throws HistoryRefusedException if the host has something else, or nothing; as
    ///   `history-busy` if others read too much
    Bytes of(VolumeEntry entry) throws HistoryRefusedException;
  }

  /// Reads a volume.
  ///
  /// @throws HistoryRefusedException as `not-found` if there is none for this owner
  public <T> T read(Owner owner, Heads heads, String id, Reader<T> reader)
      throws HistoryRefusedException {
    return lanes.read(
        owner,
        () -> {
          try (OpenVolume open = there(owner, heads, id);
              OpenContents contents = new OpenContents(open, storage, random, limit)) {
            return reader.read(contents);
          }
        });
  }

  /// The head of an owner's list; empty if nothing was ever on it.
  public Optional<Volume> list(Owner owner, Heads heads, Shelf shelf)
      throws HistoryRefusedException {
    return lanes.read(
        owner,
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
    return create(owner, heads, new NewVolume(shelf, id, about, add), Optional.empty());
  }

  /// Makes a volume, puts it on its list, and may change another one: all of that, or nothing.
  ///
  /// @throws HistoryRefusedException also as `history-full`, `already-there`, and `not-found` if
  ///   there is nothing to change
  public Volume create(Owner owner, Heads heads, NewVolume volume, Optional<Edit.Named> also)
      throws HistoryRefusedException {
    return lanes.written(
        owner,
        () -> {
          long now = clock.instant().getEpochSecond();
          Shelf shelf = volume.shelf();
          try (OpenVolume list =
                  find(owner, heads, shelf.id()).orElseGet(() -> fresh(shelf.id(), now));
              OpenVolume made = fresh(volume.id(), now)) {
            if (list.head().entries().size() >= shelf.most()) {
              throw HistoryRefusedException.full("there are " + shelf.most() + " of them");
            }
            Optional<OpenVolume> there = find(owner, heads, volume.id());
            there.ifPresent(OpenVolume::close);
            if (there.isPresent()) {
              throw new HistoryRefusedException(
                  "already-there", 409, "something of that name is there");
            }
            NewEntry listed = new NewEntry(volume.id(), Bytes.EMPTY, List.of(String.valueOf(now)));
            Draft onList =
                Draft.of(owner, list, new Edit(Map.of(), List.of(listed), Set.of()), random);
            Draft drawn =
                Draft.of(owner, made, new Edit(volume.about(), volume.add(), Set.of()), random);
            if (also.isEmpty()) {
              write(heads, onList, drawn);
            } else {
              Draft changed = changed(owner, heads, also.get());
              write(heads, onList, drawn, changed);
              remove(changed.removed());
            }
            return drawn.head();
          }
        });
  }

  /// Changes a volume.
  ///
  /// @throws HistoryRefusedException as `not-found` if there is none for this owner
  public Volume change(Owner owner, Heads heads, String id, Edit.Of edit)
      throws HistoryRefusedException {
    return lanes.written(
        owner,
        () -> {
          Draft draft = changed(owner, heads, new Edit.Named(id, edit));
          write(heads, draft);
          remove(draft.removed());
          return draft.head();
        });
  }

  private Draft changed(Owner owner, Heads heads, Edit.Named named)
      throws HistoryRefusedException, StorageException {
    try (OpenVolume open = there(owner, heads, named.id())) {
      return Draft.of(owner, open, named.edit().of(open.head()), random);
    }
  }

  /// Deletes a volume: its key first, for good as far as this side goes, then its rows.
  ///
  /// @throws HistoryRefusedException as `not-found` if there is none for this owner
  public void delete(Owner owner, Heads heads, Shelf shelf, String id)
      throws HistoryRefusedException {
    remove(
        lanes.written(
            owner,
            () -> {
              try (OpenVolume list =
                      find(owner, heads, shelf.id())
                          .orElseThrow(HistoryRefusedException::notFound);
                  OpenVolume open = there(owner, heads, id)) {
                Draft onList =
                    Draft.of(owner, list, new Edit(Map.of(), List.of(), Set.of(id)), random);
                Draft tombstone = Draft.tombstone(owner, open, random);
                write(heads, onList, tombstone);
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

  private OpenVolume fresh(String id, long now) {
    return Draft.fresh(id, now, random);
  }

  private void write(Heads heads, Draft... drafts) throws StorageException {
    List<Put> puts = Stream.of(drafts).flatMap(draft -> draft.puts().stream()).toList();
    List<Long> _ = storage.putAll(puts);
    Stream.of(drafts).forEach(draft -> heads.wrote(draft.head()));
  }

  /// Wipes the deployment's secret.
  @Override
  public void close() {
    enclave.close();
  }
}
