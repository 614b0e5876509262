// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.dossier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.notary.Notary;
import dev.strongroom.enclave.notary.NotaryException;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage.Strike;
import dev.strongroom.enclave.notary.fixtures.TestEnclave;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import dev.strongroom.enclave.vault.snapshot.Snapshots;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.receipt.Receipt;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Dossiers over a real notary on a store in memory, with snapshots, crashes and a lying host.
class DossiersTest {
  private static final String LEDGER =
      """
      {"origin":"example.com/log","quorum":0,"patience":"PT2S"}
      """;

  /// Adds up what was entered.
  private record Sum(long total) implements Content {
    @Override
    public Content after(Entry entry) throws MalformedJsonException {
      return new Sum(total + entry.content().member("amount").integer(0, 1000));
    }

    @Override
    public Map<String, Object> stored() {
      return Map.of("total", total);
    }
  }

  private static final ContentReader READER =
      new ContentReader() {
        @Override
        public Content blank(String about) throws MalformedJsonException {
          if (about.startsWith("sum/")) {
            return new Sum(0);
          }
          throw new MalformedJsonException("about", "unknown");
        }

        @Override
        public Content read(String about, JsonNode stored) throws MalformedJsonException {
          return new Sum((Long) stored.member("total").value());
        }
      };

  private record World(Notary notary, Snapshots snapshots, Dossiers dossiers) {
    static World on(MemoryStorage storage, String ledger) throws Exception {
      Enclave enclave =
          TestEnclave.on(storage, InstantSource.system(), Map.of("ledger", ledger), _ -> {});
      Notary notary = Notary.start(enclave);
      try {
        Snapshots snapshots = new Snapshots(enclave, notary, READER);
        Dossiers dossiers = new Dossiers(notary, READER, snapshots, InstantSource.system());
        dossiers.replay(snapshots.from());
        return new World(notary, snapshots, dossiers);
      } catch (DossierException | NotaryException e) {
        notary.close();
        throw e;
      }
    }

    Receipt add(String to, int amount) throws Exception {
      return dossiers.act(
          to,
          _ ->
              new Step.Enter<>(
                  Map.of("kind", "test", "amount", amount), receipts -> receipts.getFirst()));
    }

    long total(String of) throws Exception {
      return ((Sum) dossiers.state(of).content()).total();
    }

    void snapshot() throws Exception {
      Dossiers.Changed changed = dossiers.changed();
      snapshots.write(changed);
      dossiers.kept(changed.states(), 0);
    }
  }

  private final MemoryStorage storage = new MemoryStorage();
  private final List<World> worlds = new ArrayList<>();

  private World start(MemoryStorage on) throws Exception {
    World world = World.on(on, LEDGER);
    worlds.add(world);
    return world;
  }

  @AfterEach
  void close() {
    for (World world : worlds) {
      world.dossiers().close();
      world.notary().close();
    }
  }

  @Test
  void numbersAndChainsEntries() throws Exception {
    World world = start(storage);
    Receipt first = world.add("sum/a", 3);
    Receipt second = world.add("sum/a", 4);
    assertThat(first.entry().content().member("n").value()).isEqualTo(1L);
    assertThat(second.entry().content().member("n").value()).isEqualTo(2L);
    assertThat(second.entry().content().member("previous").text()).isEqualTo(sha(first));
    assertThat(world.total("sum/a")).isEqualTo(7);
  }

  private static String sha(Receipt receipt) throws Exception {
    return Bytes.copyOf(
            java.security.MessageDigest.getInstance("SHA-256")
                .digest(receipt.entry().encoded().toByteArray()))
        .hex();
  }

  @Test
  void losesNothingOfManyAtOnce() throws Exception {
    World world = start(storage);
    try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Receipt>> asked = new ArrayList<>();
      for (int i = 0; i < 2000; i++) {
        String to = "sum/" + i % 7;
        asked.add(many.submit(() -> world.add(to, 1)));
      }
      for (Future<Receipt> future : asked) {
        future.get();
      }
    }
    long all = 0;
    for (int i = 0; i < 7; i++) {
      all += world.total("sum/" + i);
    }
    assertThat(all).isEqualTo(2000);
    assertThat(storage.writes()).as("entered together").isLessThan(1500);
  }

  @Test
  void isTheSameAfterEveryCrash() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Map<String, Long> expected = new HashMap<>();
    MemoryStorage now = storage;
    World world = start(now);
    for (int i = 0; i < 400; i++) {
      String to = "sum/" + random.nextInt(40);
      int amount = random.nextInt(100);
      world.add(to, amount);
      expected.merge(to, (long) amount, Long::sum);
      int what = random.nextInt(40);
      if (what < 3) {
        world.snapshot();
      } else if (what == 3) {
        // What the host has is all that is left.
        now = now.copy();
        world = start(now);
      }
    }
    world = start(now.copy());
    for (var entry : expected.entrySet()) {
      assertThat(world.total(entry.getKey())).as("seed %s", seed).isEqualTo(entry.getValue());
    }
    assertThat(world.total("sum/none")).isZero();
  }

  @Test
  void readsOneOfManyFromTheSnapshot() throws Exception {
    World world = start(storage);
    try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Receipt>> asked = new ArrayList<>();
      for (int i = 0; i < 3000; i++) {
        String to = "sum/" + i;
        int amount = i % 1000;
        asked.add(many.submit(() -> world.add(to, amount)));
      }
      for (Future<Receipt> future : asked) {
        future.get();
      }
    }
    world.snapshot();
    World next = start(storage.copy());
    assertThat(next.dossiers().inMemory()).as("nothing is loaded").isZero();
    assertThat(next.total("sum/2999")).isEqualTo(999);
    assertThat(next.dossiers().inMemory()).isEqualTo(1);
  }

  @Test
  void anOldSnapshotLeadsToTheSame() throws Exception {
    World world = start(storage);
    world.add("sum/a", 1);
    world.snapshot();
    MemoryStorage old = storage.copy();
    world.add("sum/a", 10);
    world.snapshot();
    MemoryStorage now = storage.copy();
    for (Bytes key : old.keys("vault state")) {
      now.replace(key, old.get(key).orElseThrow().value());
    }
    assertThat(start(now).total("sum/a")).isEqualTo(11);
  }

  @Test
  void refusesWhatTheHostMixed() throws Exception {
    World world = start(storage);
    world.add("sum/a", 1);
    world.add("sum/b", 2);
    world.snapshot();
    MemoryStorage mixed = storage.copy();
    List<Bytes> values = mixed.keys("value");
    assertThat(values).hasSizeGreaterThanOrEqualTo(3);
    for (int i = 0; i < values.size(); i++) {
      MemoryStorage changed = storage.copy();
      Bytes other = values.get((i + 1) % values.size());
      changed.replace(values.get(i), storage.get(other).orElseThrow().value());
      assertThatThrownBy(
              () -> {
                World next = start(changed);
                next.total("sum/a");
                next.total("sum/b");
              })
          .isInstanceOf(DossierException.class);
      MemoryStorage without = storage.copy();
      without.remove(values.get(i));
      assertThatThrownBy(
              () -> {
                World next = start(without);
                next.total("sum/a");
                next.total("sum/b");
              })
          .isInstanceOf(DossierException.class);
    }
  }

  @Test
  void refusesTheStateOfAnotherLog() throws Exception {
    World world = start(storage);
    world.add("sum/a", 1);
    world.snapshot();
    // As after a recovery: the same root secret, and a log of another origin.
    MemoryStorage unlogged = storage.copy();
    unlogged.keys("ledger").forEach(unlogged::remove);
    String next = LEDGER.replace("example.com/log", "example.com/next");
    assertThatThrownBy(() -> worlds.add(World.on(unlogged.copy(), next)))
        .isInstanceOfSatisfying(
            DossierException.class, e -> assertThat(e.code()).isEqualTo("state-of-another-log"))
        .hasMessageContaining(world.notary().key().text())
        .hasMessageContaining("example.com/next")
        .hasMessageContaining("recovery kits or exports");
    assertThatThrownBy(() -> start(unlogged.copy()))
        .isInstanceOfSatisfying(
            DossierException.class, e -> assertThat(e.code()).isEqualTo("state-of-another-log"))
        .hasMessageContaining("the store is mixed from several");
  }

  @Test
  void decidesNothingOnWhatWasNotEntered() throws Exception {
    World world = start(storage);
    world.add("sum/a", 1);
    storage.failWrites(1, new StorageFailure.DiskFull(), Strike.BEFORE);
    assertThatThrownBy(() -> world.add("sum/a", 5)).isInstanceOf(NotaryException.class);
    assertThat(world.total("sum/a")).isEqualTo(1);
    assertThat(world.add("sum/a", 2).entry().content().member("n").value()).isEqualTo(2L);
    storage.failWrites(1, new StorageFailure.ConnectionLost("lost"), Strike.AFTER);
    world.add("sum/a", 7);
    assertThat(world.total("sum/a")).isEqualTo(10);
    assertThat(start(storage.copy()).total("sum/a")).isEqualTo(10);
  }

  @Test
  void bearsADossierTogetherWithAnother() throws Exception {
    World world = start(storage);
    List<Receipt> receipts =
        world
            .dossiers()
            .act(
                "sum/a",
                _ ->
                    new Step.Enter<>(
                        Map.of("kind", "test", "amount", 1),
                        Optional.of(
                            new Step.Birth(
                                "sum/b", Map.of("kind", "test", "amount", 2), List.of())),
                        both -> List.of(both.getFirst(), both.get(1))));
    assertThat(receipts).hasSize(2);
    assertThat(world.total("sum/b")).isEqualTo(2);
    world.add("sum/b", 3);
    World next = start(storage.copy());
    assertThat(next.total("sum/a")).isEqualTo(1);
    assertThat(next.total("sum/b")).isEqualTo(5);
    assertThat(next.notary().about(Dossiers.tag("sum/b"), Long.MAX_VALUE, 10)).hasSize(2);
  }

  @Test
  void anActThatFailsChangesNothing() throws Exception {
    World world = start(storage);
    assertThatThrownBy(() ->
            world
                .dossiers()
                .act(
                    "sum/a",
                    _ -> {
                      throw new java.io.IOException("no");
                    }))
        .hasMessage("no");
    assertThatThrownBy(() -> world.add("sum/a", 2000)).isInstanceOf(MalformedJsonException.class);
    assertThat(world.total("sum/a")).isZero();
    assertThatThrownBy(() -> world.add("other/a", 1)).isInstanceOf(DossierException.class);
  }
}
