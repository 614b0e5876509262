// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.store;

import static dev.strongroom.enclave.notary.store.LedgerStore.notAuthentic;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.cbor.CborException;
import dev.strongroom.enclave.notary.sequence.Content;
import dev.strongroom.enclave.runtime.keys.SealedException;
import dev.strongroom.enclave.runtime.keys.Sealing;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.storage.Page;
import dev.strongroom.enclave.runtime.storage.Put;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import dev.strongroom.enclave.runtime.storage.Stored;
import dev.strongroom.ledger.MalformedLedgerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What was entered into a log, sealed in the host's store, and how it is found again: by its
/// place, its digests and tags, or an idempotency key (`docs/notary.md`, section 4).
///
/// One thread writes, others read.
public final class EntryStore {
  private static final int MOST_PUTS = 1000;
  private static final int MOST_BATCHES = 100;

  private static final Bytes NOTHING = Bytes.copyOf(new byte[] {0});

  private final Storage storage;
  private final Sealing bodies;
  private final Keys keys;
  private final String origin;

  EntryStore(Storage storage, Sealing bodies, Keys keys, String origin) {
    this.storage = storage;
    this.bodies = bodies;
    this.keys = keys;
    this.origin = origin;
  }

  /// How the requests of a batch are written, which nobody else does.
  ///
  /// @param requests at least one
  Put put(List<Body> requests) {
    Bytes key = keys.body(requests.getFirst().start());
    return new Put(
        key, Storage.ABSENT, bodies.seal(contextOf(key), Body.encoded(requests).toByteArray()));
  }

  /// How it is written what an idempotency key led to.
  Put put(LedgerStore.Once once) {
    Bytes key = keys.once(once.key());
    return new Put(key, Storage.ABSENT, bodies.seal(contextOf(key), once.record().encoded()));
  }

  /// Makes digests findable. Not part of the batch: until this is durable nobody was answered. May
  /// be repeated.
  ///
  /// @param batchStart index of the first leaf of the batch that they are in
  public void index(long batchStart, List<Body> requests) throws StorageException {
    Bytes value = batchStart == 0 ? NOTHING : Bytes.utf8(Long.toString(batchStart));
    List<Put> puts = new ArrayList<>();
    Keys.Places places = keys.new Places();
    for (Body body : requests) {
      for (int i = 0; i < body.content().count(); i++) {
        for (Bytes tag : tags(body.content(), i)) {
          puts.add(new Put(places.of(tag, body.start() + i), Storage.ABSENT, value));
        }
      }
    }
    for (int i = 0; i < puts.size(); i += MOST_PUTS) {
      putNew(puts.subList(i, Math.min(i + MOST_PUTS, puts.size())));
    }
  }

  /// Makes a batch findable, unless it is: an enclave may have ended between the batch and its
  /// places. They are written in order, so the last one tells of all.
  ///
  /// @param batchStart index of the first leaf of the batch
  public void indexIfMissing(long batchStart, List<Body> requests) throws StorageException {
    for (Body body : requests.reversed()) {
      for (int i = body.content().count() - 1; i >= 0; i--) {
        List<Bytes> tags = tags(body.content(), i);
        if (!tags.isEmpty()) {
          Bytes place = keys.new Places().of(tags.getLast(), body.start() + i);
          if (storage.get(place).isEmpty()) {
            index(batchStart, requests);
          }
          return;
        }
      }
    }
  }

  private static List<Bytes> tags(Content content, int position) {
    return switch (content) {
      case Content.Proofs proofs -> List.of(proofs.digests().get(position));
      case Content.Entries entries -> entries.tags().get(position);
      case Content.Open _ -> List.of();
    };
  }

  /// Puts what isn't there. What is there is the same: nobody else knows these names.
  private void putNew(List<Put> puts) throws StorageException {
    try {
      storage.putAll(puts);
    } catch (StorageException e) {
      if (!(e.failure() instanceof StorageFailure.Conflict)) {
        throw e;
      }
      if (puts.size() > 1) {
        putNew(puts.subList(0, puts.size() / 2));
        putNew(puts.subList(puts.size() / 2, puts.size()));
      }
    }
  }

  /// Makes the digests of one request findable, unless they are: an enclave may have ended between
  /// the batch and its places.
  public void reindex(long batchStart, Body request) throws StorageException {
    if (request.content() instanceof Content.Proofs proofs && !proofs.digests().isEmpty()) {
      // They are written in order, so the last one tells of all.
      int last = proofs.digests().size() - 1;
      Bytes place = keys.new Places().of(proofs.digests().get(last), request.start() + last);
      if (storage.get(place).isEmpty()) {
        index(batchStart, List.of(request));
      }
    }
  }

  /// An entry that was found.
  ///
  /// @param body of the request that made it
  /// @param position among the request's entries
  public record Found(Body body, int position) {}

  /// The entries about a digest, or under another tag, the latest first.
  ///
  /// @param before only entries with a lesser index
  /// @param most how many are wanted
  public List<Found> find(Bytes tag, long before, int most) throws StorageException {
    Bytes prefix = keys.found(tag);
    Bytes after = before == Long.MAX_VALUE ? Bytes.EMPTY : keys.new Places().of(tag, before);
    Page page = storage.scan(prefix, after, most);
    List<Found> found = new ArrayList<>();
    for (var entry : page.entries()) {
      if (entry.key().length() == prefix.length() + Long.BYTES) {
        long start = entry.value().equals(NOTHING) ? 0 : number(entry.value());
        at(start, Keys.index(entry.key())).filter(it -> isAbout(it, tag)).ifPresent(found::add);
      }
    }
    return found;
  }

  private static boolean isAbout(Found found, Bytes tag) {
    return tags(found.body().content(), found.position()).contains(tag);
  }

  private static long number(Bytes digits) throws StorageException {
    try {
      return Long.parseLong(String.valueOf(digits.asUtf8()));
    } catch (NumberFormatException e) {
      throw notAuthentic("the place of a digest isn't one");
    }
  }

  /// What an idempotency key led to before.
  public Optional<OnceRecord> once(Bytes idempotencyKey) throws StorageException {
    Bytes key = keys.once(idempotencyKey);
    Optional<Stored> stored = storage.get(key);
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    try (Secret secret = bodies.open(contextOf(key), stored.get().value())) {
      return Optional.of(
          secret
              .use(OnceRecord::decoded)
              .orElseThrow(() -> notAuthentic("an idempotency key's record")));
    } catch (SealedException e) {
      throw notAuthentic("an idempotency key's record: " + e.getMessage());
    }
  }

  /// The entry at an index.
  ///
  /// @param batchStart index of the first leaf of its batch
  public Optional<Found> at(long batchStart, long index) throws StorageException {
    Bytes key = keys.body(batchStart);
    Optional<Stored> stored = storage.get(key);
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    for (Body body : opened(key, stored.get().value())) {
      long position = index - body.start();
      if (position >= 0 && position < body.content().count()) {
        return Optional.of(new Found(body, (int) position));
      }
    }
    return Optional.empty();
  }

  /// What one batch entered.
  ///
  /// @param start index of its first leaf
  /// @param bodies of its requests, in order
  public record Bodies(long start, List<Body> bodies) {
    /// Copies the list.
    public Bodies {
      bodies = List.copyOf(bodies);
    }
  }

  /// Batches that start at `from` or after it, the first of them; empty if there are none.
  public List<Bodies> bodiesFrom(long from) throws StorageException {
    Bytes after = from == 0 ? Bytes.EMPTY : keys.body(from - 1);
    List<Bodies> batches = new ArrayList<>();
    for (var entry : storage.scan(keys.bodies(), after, MOST_BATCHES).entries()) {
      batches.add(new Bodies(keys.start(entry.key()), opened(entry.key(), entry.value())));
    }
    return batches;
  }

  private List<Body> opened(Bytes key, Bytes sealed) throws StorageException {
    try (Secret secret = bodies.open(contextOf(key), sealed)) {
      return Body.decoded(secret.use(Bytes::copyOf));
    } catch (SealedException | CborException | MalformedLedgerException e) {
      throw notAuthentic("what was entered: " + e.getMessage());
    }
  }

  private Bytes contextOf(Bytes key) {
    return Bytes.utf8(origin + "\0" + key.hex());
  }
}
