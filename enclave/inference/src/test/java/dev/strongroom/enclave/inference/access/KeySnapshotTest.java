// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.enclave.notary.Notary;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import dev.strongroom.enclave.notary.fixtures.TestEnclave;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.storage.SealedStorage;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.receipt.Receipt;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a start reads less, and a host that shows it something else than the latest snapshot: the
/// same has to come of it as of reading all of the log.
class KeySnapshotTest {
  private static final String RULES =
      "{\"name\":\"k\",\"endpoints\":[\"chat\"],\"models\":[\"tiny\"],\"tokens\":100000,"
          + "\"rates\":{\"day\":5},\"budgets\":{\"month\":{\"money\":9}}}";
  private static final long EVERY = 10;

  private Instant now = Instant.parse("2026-11-22T05:00:00Z");

  /// A boot on a store.
  private final class Boot implements AutoCloseable {
    private final Enclave enclave;
    private final Notary notary;

    Boot(MemoryStorage storage) throws Exception {
      enclave =
          TestEnclave.on(
              storage,
              () -> now,
              Map.of("ledger", "{\"origin\":\"example.com/log\",\"quorum\":0}"),
              _ -> {});
      notary = Notary.start(enclave);
    }

    KeySnapshot snapshot(long every) {
      return new KeySnapshot(
          enclave.sealedStorage(KeySnapshot.PURPOSE, 1, SealedStorage.Names.HIDDEN), notary, every);
    }

    /// As it is with snapshots; it has to be as it is without.
    KeySnapshot.Known known() throws Exception {
      try (KeySnapshot snapshot = snapshot(EVERY)) {
        KeySnapshot.Known known = snapshot.upToNow();
        KeyLedger all = new KeyLedger();
        notary.replay(
            0,
            (_, entry) -> {
              try {
                all.take(entry);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
        assertThat(known.ledger().latest()).isEqualTo(all.latest());
        assertThat(known.ledger().keys()).containsExactlyInAnyOrderElementsOf(all.keys());
        for (KeyRecord key : all.keys()) {
          assertThat(known.ledger().usage(key.id())).isEqualTo(all.usage(key.id()));
        }
        assertThat(known.to()).isEqualTo(notary.size());
        return known;
      }
    }

    void enter(Map<String, Object> members) throws Exception {
      members.put("time", now.toString());
      List<Receipt> _ = notary.enter(List.of(Entry.of(members)));
    }

    void act(String act, String id) throws Exception {
      KeyRecord key =
          KeyRecord.born(
              id,
              new Credential(Bytes.fromHex("5a".repeat(16)), Bytes.fromHex("5b".repeat(32))),
              KeyRules.read(JsonNode.parse(RULES), _ -> true, _ -> true));
      enter(KeyLedger.act(act, "ed25519:0", key));
    }

    void uses(int count, String id, String model) throws Exception {
      for (int i = 0; i < count; i++) {
        now = now.plus(Duration.ofHours(5));
        Map<String, Object> members = new HashMap<>();
        members.put("kind", KeyLedger.USE);
        members.put("key", id);
        members.put("model", model);
        members.put("tokens", 3 + i);
        members.put("money", 5);
        enter(members);
      }
    }

    @Override
    public void close() {
      notary.close();
    }
  }

  private final MemoryStorage storage = new MemoryStorage();

  private static boolean isOfLog(Bytes key) {
    return new String(key.toByteArray(), StandardCharsets.ISO_8859_1).startsWith("ledger/");
  }

  /// The snapshot's rows of one store in the place of another's.
  private static MemoryStorage mixed(MemoryStorage log, MemoryStorage snapshot) {
    MemoryStorage mixed = log.copy();
    int rows = 0;
    for (Bytes key : log.keys("")) {
      if (!isOfLog(key)) {
        mixed.remove(key);
      }
    }
    for (Bytes key : snapshot.keys("")) {
      if (!isOfLog(key)) {
        mixed.replace(key, snapshot.get(key).orElseThrow().value());
        rows++;
      }
    }
    assertThat(rows).isPositive();
    return mixed;
  }

  /// Two keys, and a snapshot of them.
  private long begun() throws Exception {
    try (Boot boot = new Boot(storage)) {
      assertThat(boot.known().from()).isZero();
      boot.act("create", "0000000000000001");
      boot.act("create", "0000000000000002");
      boot.uses(12, "0000000000000001", "tiny");
      assertThat(boot.known().from()).isZero();
      long size = boot.notary.size();
      assertThat(boot.known().from()).isEqualTo(size);
      return size;
    }
  }

  @Test
  void aStartReadsWhatCameSince() throws Exception {
    long size = begun();
    try (Boot boot = new Boot(storage)) {
      assertThat(boot.known().from()).isEqualTo(size);
      boot.uses(3, "0000000000000002", "tiny");
      boot.uses(3, "0000000000000001", "large");
      boot.act("revoke", "0000000000000002");
      // Too little for the next one.
      assertThat(boot.known().from()).isEqualTo(size);
      boot.uses(10, "0000000000000001", "tiny");
      assertThat(boot.known().from()).isEqualTo(size);
      assertThat(boot.known().from()).isEqualTo(boot.notary.size());
    }
    try (Boot boot = new Boot(storage)) {
      assertThat(boot.known().from()).isGreaterThan(size);
    }
  }

  @Test
  void anOlderOneHasMoreRead() throws Exception {
    long size = begun();
    MemoryStorage old = storage.copy();
    try (Boot boot = new Boot(storage)) {
      boot.act("revoke", "0000000000000001");
      boot.uses(12, "0000000000000002", "tiny");
      KeySnapshot.Known _ = boot.known();
      assertThat(boot.known().from()).isEqualTo(boot.notary.size());
    }
    try (Boot boot = new Boot(mixed(storage, old))) {
      KeySnapshot.Known known = boot.known();
      assertThat(known.from()).isEqualTo(size);
      assertThat(known.ledger().key("0000000000000001").orElseThrow().revoked()).isTrue();
    }
  }

  @Test
  void withoutOneAllIsRead() throws Exception {
    long size = begun();
    MemoryStorage none = storage.copy();
    storage.keys("").stream().filter(key -> !isOfLog(key)).forEach(none::remove);
    try (Boot boot = new Boot(none)) {
      assertThat(boot.known().from()).isZero();
      // It has been written again.
      assertThat(boot.known().from()).isGreaterThan(size);
    }
  }

  @Test
  void aChangedOrMixedOneIsntTaken() throws Exception {
    long first = begun();
    MemoryStorage old = storage.copy();
    try (Boot boot = new Boot(storage)) {
      boot.uses(12, "0000000000000002", "tiny");
      KeySnapshot.Known _ = boot.known();
      boot.uses(12, "0000000000000002", "tiny");
      // Now its parts are where the first one's were.
      KeySnapshot.Known _ = boot.known();
    }
    int differ = 0;
    for (Bytes key : storage.keys("").stream().filter(key -> !isOfLog(key)).toList()) {
      MemoryStorage changed = storage.copy();
      byte[] value = storage.get(key).orElseThrow().value().toByteArray();
      value[value.length - 1] ^= 1;
      changed.replace(key, Bytes.copyOf(value));
      try (Boot boot = new Boot(changed)) {
        long from = boot.known().from();
        // One of the rows belongs to the snapshot before.
        differ += from == 0 ? 1 : 0;
      }
      MemoryStorage mixed = storage.copy();
      if (old.get(key).isPresent()) {
        mixed.replace(key, old.get(key).orElseThrow().value());
        try (Boot boot = new Boot(mixed)) {
          // The first one's head fits no part that is there now, nor its part the new head.
          assertThat(boot.known().from()).isZero();
        }
      }
    }
    assertThat(first).isPositive();
    assertThat(differ).as("its head and its part").isEqualTo(2);
  }

  /// The same enclave on a copy of the store: its seals are right, and its log is another.
  @Test
  void oneOfAnotherHistoryIsntTaken() throws Exception {
    long size = begun();
    MemoryStorage fork = storage.copy();
    try (Boot boot = new Boot(fork)) {
      boot.uses(12, "0000000000000001", "other");
      KeySnapshot.Known _ = boot.known();
      assertThat(boot.known().from()).isGreaterThan(size);
    }
    try (Boot boot = new Boot(storage)) {
      boot.act("revoke", "0000000000000001");
      boot.uses(40, "0000000000000002", "tiny");
      KeySnapshot.Known _ = boot.known();
    }
    try (Boot boot = new Boot(mixed(storage, fork))) {
      KeySnapshot.Known known = boot.known();
      assertThat(known.from()).isZero();
      assertThat(known.ledger().key("0000000000000001").orElseThrow().revoked()).isTrue();
    }
  }

  @Test
  void aStoreThatTakesNoneHasTheSameRead() throws Exception {
    try (Boot boot = new Boot(storage)) {
      boot.act("create", "0000000000000001");
      boot.uses(12, "0000000000000001", "tiny");
      storage.failWrites(1000, new StorageFailure.DiskFull(), MemoryStorage.Strike.BEFORE);
      assertThat(boot.known().from()).isZero();
      assertThat(boot.known().from()).isZero();
      storage.failWrites(0, new StorageFailure.DiskFull(), MemoryStorage.Strike.BEFORE);
      assertThat(boot.known().from()).isZero();
      assertThat(boot.known().from()).isPositive();
    }
  }

  @Test
  void isRenewedMeanwhile() throws Exception {
    begun();
    try (Boot boot = new Boot(storage)) {
      boot.uses(12, "0000000000000002", "tiny");
      int before = storage.writes();
      KeySnapshot snapshot = boot.snapshot(EVERY);
      try (snapshot) {
        snapshot.renew();
        // A part, and the head.
        for (int i = 0; i < 3000 && storage.writes() < before + 2; i++) {
          Thread.sleep(10);
        }
        assertThat(boot.known().from()).isEqualTo(boot.notary.size());
      }
      // What is closed ends quietly.
      snapshot.renew();
    }
  }

  /// A log without keys, on which a snapshot has nothing but its size.
  @Test
  void thereMayBeNoKeys() throws Exception {
    try (Boot boot = new Boot(storage)) {
      for (int i = 0; i < 12; i++) {
        Map<String, Object> members = new HashMap<>();
        members.put("kind", "other");
        boot.enter(members);
      }
      KeySnapshot.Known _ = boot.known();
      assertThat(boot.known().from()).isEqualTo(boot.notary.size());
    }
  }

  @Test
  void manyKeysAreInMoreParts() throws Exception {
    try (Boot boot = new Boot(storage)) {
      for (int key = 0; key < 700; key++) {
        boot.act("create", String.format(Locale.ROOT, "%016x", key));
      }
      boot.uses(3, "0000000000000007", "tiny");
      KeySnapshot.Known _ = boot.known();
      assertThat(boot.known().from()).isEqualTo(boot.notary.size());
      long rows = storage.keys("").stream().filter(key -> !isOfLog(key)).count();
      assertThat(rows).isGreaterThan(2);
    }
  }
}
