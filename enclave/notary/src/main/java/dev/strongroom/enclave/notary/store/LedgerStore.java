// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.store;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.Beside;
import dev.strongroom.enclave.notary.tree.LogTree;
import dev.strongroom.enclave.notary.tree.Parts;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.keys.SealedException;
import dev.strongroom.enclave.runtime.keys.Sealing;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.storage.Put;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import dev.strongroom.enclave.runtime.storage.Stored;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.tile.EntryBundle;
import dev.strongroom.ledger.tile.Tile;
import dev.strongroom.ledger.tile.TileId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the notary keeps in the host's store (`docs/notary.md`, section 4). The head is sealed;
/// tiles and leaves are public, and hang on its root; what was entered is sealed ([EntryStore]).
///
/// One thread commits, others read.
public final class LedgerStore implements AutoCloseable {
  private static final int KEY = 32;

  /// After each attempt whose outcome isn't known: a host that starts its store again needs a
  /// moment.
  private static final List<Long> PAUSES_MILLIS = List.of(50L, 500L, 2000L, 0L);

  private final Storage storage;
  private final Sealing heads;
  private final Keys keys;
  private final EntryStore entries;
  private final Bytes context;
  private final Map<Bytes, Long> versions = new HashMap<>();

  /// The store of a log.
  ///
  /// @param name of the log within the store: letters, digits, hyphens
  /// @param origin of the log, which everything sealed is bound to
  public LedgerStore(Enclave enclave, String name, String origin) {
    storage = enclave.storage();
    heads = enclave.sealing("ledger head", 1);
    keys = new Keys("ledger/" + name + "/", enclave.secret("ledger tags", KEY));
    context = Bytes.utf8(origin);
    entries = new EntryStore(storage, enclave.sealing("ledger body", 1), keys, origin);
  }

  /// The head, if the store has one.
  ///
  /// @throws StorageException also as [StorageFailure.NotAuthentic]
  public Optional<Head> head() throws StorageException {
    Optional<Stored> stored = tracked(keys.head());
    return stored.isEmpty() ? Optional.empty() : Optional.of(opened(stored.get().value()));
  }

  private Head opened(Bytes sealed) throws StorageException {
    try (Secret secret = heads.open(context, sealed)) {
      return secret
          .use(Head::decoded)
          .orElseThrow(() -> notAuthentic("the log's head is of another format"));
    } catch (SealedException e) {
      throw notAuthentic("the log's head: " + e.getMessage());
    }
  }

  /// A value whose version the next commit has to know.
  private Optional<Stored> tracked(Bytes key) throws StorageException {
    Optional<Stored> stored = storage.get(key);
    versions.put(key, stored.map(Stored::version).orElse(Storage.ABSENT));
    return stored;
  }

  /// A tile of the tree's right edge, which will be written again.
  public Tile edge(TileId id) throws StorageException {
    return tile(id, tracked(keys.tile(id)));
  }

  /// A tile.
  ///
  /// @throws StorageException also as [StorageFailure.NotAuthentic], if it isn't there or too small
  public Tile tile(TileId id) throws StorageException {
    return tile(id, storage.get(keys.tile(id)));
  }

  private static Tile tile(TileId id, Optional<Stored> stored) throws StorageException {
    try {
      Tile tile =
          Tile.parse(stored.orElseThrow(() -> notAuthentic(id.path() + " is gone")).value());
      if (tile.width() >= id.width()) {
        return tile;
      }
      throw notAuthentic(id.path() + " lacks hashes");
    } catch (MalformedLedgerException e) {
      throw notAuthentic(id.path() + ": " + e.getMessage());
    }
  }

  /// The leaves at the end of a log of this size, as its last part has them.
  public Parts parts(long size) throws StorageException {
    int last = (int) (size % Parts.LEAVES);
    if (last == 0) {
      return new Parts(size, List.of());
    }
    Bytes key = keys.part(size / Parts.LEAVES);
    return new Parts(size, leaves(tracked(key), last).subList(0, last));
  }

  /// The bundle of a log's leaves; none of them is known to be right.
  ///
  /// @param id with level [TileId#ENTRIES]
  public EntryBundle bundle(TileId id) throws StorageException {
    long start = id.index() * TileId.WIDTH;
    List<Bytes> all = new ArrayList<>();
    while (all.size() < id.width()) {
      int wanted = Math.min(Parts.LEAVES, id.width() - all.size());
      Optional<Stored> part = storage.get(keys.part((start + all.size()) / Parts.LEAVES));
      all.addAll(leaves(part, wanted).subList(0, wanted));
    }
    return new EntryBundle(all);
  }

  private static List<Bytes> leaves(Optional<Stored> part, int wanted) throws StorageException {
    try {
      List<Bytes> leaves =
          EntryBundle.parse(part.orElseThrow(() -> notAuthentic("leaves are gone")).value())
              .entries();
      if (leaves.size() >= wanted) {
        return leaves;
      }
      throw notAuthentic("leaves are missing");
    } catch (MalformedLedgerException e) {
      throw notAuthentic("leaves: " + e.getMessage());
    }
  }

  /// Something that is done once, however often it is asked for.
  ///
  /// @param key that the client chose
  /// @param record what came of it
  public record Once(Bytes key, OnceRecord record) {}

  /// What is written together, or not at all.
  ///
  /// @param head that it leads to
  /// @param tiles that changed
  /// @param parts that changed
  /// @param bodies of its requests, the first of which starts the batch
  /// @param once what its requests' idempotency keys led to
  /// @param beside what others have stored with their entries
  public record Batch(
      Head head,
      List<LogTree.Changed> tiles,
      Map<Long, Bytes> parts,
      List<Body> bodies,
      List<Once> once,
      List<Beside> beside) {
    /// Copies the collections.
    public Batch {
      tiles = List.copyOf(tiles);
      parts = Map.copyOf(parts);
      bodies = List.copyOf(bodies);
      once = List.copyOf(once);
      beside = List.copyOf(beside);
    }
  }

  /// Writes a batch.
  ///
  /// @throws StorageException if it isn't written, and won't be
  /// @throws FencedException if it can't be known any more, or another enclave was there first
  public void commit(Batch batch) throws StorageException, FencedException {
    Bytes sealed = heads.seal(context, batch.head().encoded());
    List<Put> own = puts(batch, sealed);
    List<Put> beside = besides(batch);
    StorageException doubt = null;
    for (long pause : PAUSES_MILLIS) {
      try {
        List<Long> now = putAll(own, beside);
        for (int k = 0; k < own.size(); k++) {
          versions.put(own.get(k).key(), now.get(k));
        }
        trim(batch);
        return;
      } catch (StorageException e) {
        if (e.failure() instanceof StorageFailure.Conflict) {
          // The answer to an earlier try may have been lost.
          reread(own, sealed);
          trim(batch);
          return;
        }
        if (doubt == null && !e.failure().outcomeUnknown()) {
          throw e;
        }
        doubt = e;
        rest(pause, e);
      }
    }
    throw FencedException.byDoubt(doubt == null ? "" : doubt.failure().code());
  }

  /// Writes all, or nothing. If the first conflict is with what is stored beside the log, the log's
  /// own values are as they were: so nothing of this batch was written yet, and what is in its way
  /// is replaced.
  private List<Long> putAll(List<Put> own, List<Put> beside) throws StorageException {
    for (int replaced = 0; ; replaced++) {
      List<Put> puts = new ArrayList<>(own);
      puts.addAll(beside);
      try {
        return storage.putAll(puts);
      } catch (StorageException e) {
        if (!(e.failure() instanceof StorageFailure.Conflict conflict)
            || conflict.index() < own.size()
            || conflict.index() >= puts.size()) {
          throw e;
        }
        if (replaced == beside.size()) {
          // An honest host says each once.
          throw notAuthentic("versions that change all the time");
        }
        Put put = puts.get(conflict.index());
        beside.set(
            conflict.index() - own.size(), new Put(put.key(), conflict.current(), put.value()));
      }
    }
  }

  private static void rest(long millis, StorageException after) throws FencedException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw FencedException.byDoubt(after.failure().code());
    }
  }

  private List<Put> puts(Batch batch, Bytes sealedHead) {
    List<Put> puts = new ArrayList<>();
    puts.add(put(keys.head(), sealedHead));
    for (LogTree.Changed changed : batch.tiles()) {
      puts.add(put(keys.tile(changed.id()), changed.hashes()));
    }
    batch.parts().forEach((number, leaves) -> puts.add(put(keys.part(number), leaves)));
    if (!batch.bodies().isEmpty()) {
      puts.add(entries.put(batch.bodies()));
    }
    for (Once once : batch.once()) {
      puts.add(entries.put(once));
    }
    return puts;
  }

  private static List<Put> besides(Batch batch) {
    List<Put> puts = new ArrayList<>();
    batch.beside().forEach(one -> puts.add(new Put(one.key(), Storage.ABSENT, one.value())));
    return puts;
  }

  private Put put(Bytes key, Bytes value) {
    return new Put(key, versions.getOrDefault(key, Storage.ABSENT), value);
  }

  /// Only what will be written again needs its version remembered.
  private void trim(Batch batch) {
    Set<Bytes> done = new HashSet<>();
    batch.tiles().stream()
        .filter(tile -> tile.id().whole())
        .forEach(tile -> done.add(keys.tile(tile.id())));
    batch.parts().keySet().stream()
        .filter(part -> part < batch.head().size() / Parts.LEAVES)
        .forEach(part -> done.add(keys.part(part)));
    batch.bodies().stream().limit(1).forEach(body -> done.add(keys.body(body.start())));
    batch.once().forEach(once -> done.add(keys.once(once.key())));
    versions.keySet().removeAll(done);
  }

  /// After a conflict: if the head is the one that was to be written, everything was.
  private void reread(List<Put> puts, Bytes sealedHead) throws FencedException {
    try {
      Optional<Stored> head = storage.get(keys.head());
      if (head.isEmpty() || !head.get().value().equals(sealedHead)) {
        throw FencedException.byAnother();
      }
      for (Put put : puts) {
        tracked(put.key());
      }
    } catch (StorageException e) {
      throw FencedException.byDoubt(e.failure().code());
    }
  }

  /// What was entered.
  public EntryStore entries() {
    return entries;
  }

  /// The last checkpoint of each epoch.
  public EpochCheckpoints epochCheckpoints() {
    return new EpochCheckpoints(storage, keys.epochs());
  }

  static StorageException notAuthentic(String detail) {
    return new StorageException(new StorageFailure.NotAuthentic(detail));
  }

  /// Wipes the key of the names. The storage stays open.
  @Override
  public void close() {
    keys.close();
  }
}
