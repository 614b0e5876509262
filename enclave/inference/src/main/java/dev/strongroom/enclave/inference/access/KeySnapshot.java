// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.access;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.notary.Notary;
import dev.strongroom.enclave.notary.NotaryException;
import dev.strongroom.enclave.notary.NotaryRefusal;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.storage.Name;
import dev.strongroom.enclave.runtime.storage.SealedPut;
import dev.strongroom.enclave.runtime.storage.SealedStorage;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import dev.strongroom.enclave.runtime.storage.Unsealed;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// What the ledger said of keys when the log had some size, so that a start doesn't read all of the
/// log. It isn't what a start trusts: it is taken only if the log, as it is cosigned now, began
/// with the one that it is of, and all that was entered since is read on top. A host that shows an
/// older one has more read, one that shows none or a mixed one has all read, and the same comes of
/// it.
final class KeySnapshot implements AutoCloseable {
  /// What it is sealed for.
  static final String PURPOSE = "inference/key snapshot";

  private static final long FORMAT = 1;
  private static final int PART = 256 << 10;
  private static final Name HEAD = Name.of("head");

  /// Parts are written where the latest one's aren't.
  private static final String ONE = "a";

  private static final String OTHER = "b";

  private final SealedStorage storage;
  private final Notary notary;
  private final long every;
  private final AtomicBoolean renewing = new AtomicBoolean();
  private volatile boolean closed;

  /// What was read.
  ///
  /// @param ledger as it is at `to`
  /// @param from the log's size at the snapshot; 0: there was none that could be used
  /// @param to the log's size
  record Known(KeyLedger ledger, long from, long to) {}

  /// A snapshot that was found.
  ///
  /// @param half where its parts are
  private record Found(KeyLedger ledger, long size, String half) {
    static Found none() {
      return new Found(new KeyLedger(), 0, OTHER);
    }
  }

  /// @param storage closed with this
  /// @param every how many entries later the next one is written
  KeySnapshot(SealedStorage storage, Notary notary, long every) {
    this.storage = storage;
    this.notary = notary;
    this.every = every;
  }

  /// What the ledger says of keys now; writes a snapshot of that if enough was entered since the
  /// last one.
  ///
  /// @throws NotaryException if the log can't be read, or isn't what was entered
  /// @throws StorageException if the store fails
  synchronized Known upToNow() throws NotaryException, StorageException {
    open();
    long size = notary.size();
    Found found = found();
    KeyLedger ledger = found.ledger();
    notary.replay(
        found.size(),
        size,
        (_, entry) -> {
          open();
          try {
            ledger.take(entry);
          } catch (MalformedJsonException e) {
            throw new NotaryException(NotaryRefusal.STORE_CORRUPT);
          }
        });
    if (size - found.size() >= every) {
      try {
        write(ledger, size, found.half().equals(ONE) ? OTHER : ONE);
      } catch (StorageException e) {
        // The next start reads more; the one before holds as long as its parts do.
        return new Known(ledger, found.size(), size);
      }
    }
    return new Known(ledger, found.size(), size);
  }

  private void open() throws NotaryException {
    if (closed) {
      throw new NotaryException(NotaryRefusal.STOPPED);
    }
  }

  /// Writes the next one meanwhile, unless that is under way.
  void renew() {
    if (renewing.compareAndSet(false, true)) {
      Thread _ = Thread.ofVirtual().name("key-snapshot").start(this::renewed);
    }
  }

  private void renewed() {
    try {
      Known _ = upToNow();
    } catch (NotaryException | StorageException e) {
      // What is wrong with the log or the store, the next request or start will be told.
      return;
    } finally {
      renewing.set(false);
    }
  }

  private Found found() throws NotaryException, StorageException {
    try {
      Optional<Bytes> head = read(HEAD);
      return head.isEmpty() ? Found.none() : found(CanonicalJson.parse(head.get()));
    } catch (StorageException e) {
      if (e.failure() instanceof StorageFailure.NotAuthentic) {
        return Found.none();
      }
      throw e;
    } catch (MalformedJsonException | IllegalArgumentException | DateTimeException e) {
      // Another release's.
      return Found.none();
    }
  }

  private Found found(JsonNode head)
      throws NotaryException, StorageException, MalformedJsonException {
    long size = Cost.number(head.member("size"));
    if (Cost.number(head.member("format")) != FORMAT
        || size > notary.size()
        || !notary.had(size, Bytes.fromHex(head.member("root").text()))) {
      return Found.none();
    }
    String half = head.member("half").text();
    KeyLedger ledger = new KeyLedger();
    ledger.restore(Instant.parse(head.member("latest").text()));
    Optional<JsonNode> parts = head.optional("parts");
    List<JsonNode> digests = parts.isEmpty() ? List.of() : parts.get().items();
    for (int number = 0; number < digests.size(); number++) {
      Optional<Bytes> part = read(part(half, number));
      if (part.isEmpty() || !digest(part.get()).equals(digests.get(number).text())) {
        return Found.none();
      }
      for (JsonNode known : CanonicalJson.parse(part.get()).member("keys").items()) {
        ledger.restore(known);
      }
    }
    return new Found(ledger, size, half);
  }

  private void write(KeyLedger ledger, long size, String half)
      throws NotaryException, StorageException {
    List<String> digests = new ArrayList<>();
    for (Bytes part : parts(ledger)) {
      put(part(half, digests.size()), part);
      digests.add(digest(part));
    }
    Map<String, Object> head = new HashMap<>();
    head.put("format", FORMAT);
    head.put("size", size);
    head.put("root", notary.root(size).hex());
    head.put("latest", ledger.latest().toString());
    head.put("half", half);
    if (!digests.isEmpty()) {
      head.put("parts", digests);
    }
    put(HEAD, CanonicalJson.encode(head));
  }

  private static List<Bytes> parts(KeyLedger ledger) {
    List<Bytes> parts = new ArrayList<>();
    List<Object> some = new ArrayList<>();
    int length = 0;
    for (Map<String, Object> known : ledger.known()) {
      some.add(known);
      length += CanonicalJson.encode(known).length();
      if (length >= PART) {
        parts.add(CanonicalJson.encode(Map.of("keys", some)));
        some.clear();
        length = 0;
      }
    }
    if (!some.isEmpty()) {
      parts.add(CanonicalJson.encode(Map.of("keys", some)));
    }
    return parts;
  }

  private static Name part(String half, int number) {
    return Name.of(half, String.valueOf(number));
  }

  private Optional<Bytes> read(Name name) throws StorageException {
    Optional<Unsealed> there = storage.get(name);
    if (there.isEmpty()) {
      return Optional.empty();
    }
    try (Unsealed unsealed = there.get()) {
      return Optional.of(unsealed.value().use(Bytes::copyOf));
    }
  }

  private void put(Name name, Bytes value) throws StorageException {
    long version = Storage.ABSENT;
    Optional<Unsealed> there = storage.get(name);
    if (there.isPresent()) {
      try (Unsealed unsealed = there.get()) {
        version = unsealed.version();
      }
    }
    try (Secret secret = Secret.owning(value.toByteArray())) {
      List<Long> _ = storage.putAll(List.of(new SealedPut(name, version, secret)));
    }
  }

  private static String digest(Bytes part) {
    try {
      return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(part.toByteArray())).hex();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// Ends what is under way: the snapshot before holds.
  @Override
  public void close() {
    closed = true;
    synchronized (this) {
      storage.close();
    }
  }
}
