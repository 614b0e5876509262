// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import dev.strongroom.enclave.vault.VaultWorld.Reply;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A key is whole or isn't there, whatever happens to the one write that it is born by.
class BirthTest {
  private static final String SECRETS = "vault/secret/";
  private static final String BATCH = "/head";
  private static final String BODY =
      """
      {"type":"ed25519","request":"the-one","policy":{"version":1,"rules":[{"name":"any",
       "effect":"allow","acts":["sign"],"on":["message"],"acceptUnsure":["any-message"]}]}}
      """;
  private static final String MESSAGE = "{\"form\":\"message\",\"message\":\"00\"}";

  private VaultWorld world = null;
  private RequestKey owner = null;

  @BeforeEach
  void start() throws Exception {
    world = VaultWorld.start();
    owner = world.key();
  }

  @AfterEach
  void close() {
    world.close();
  }

  private static String id(Reply made) throws Exception {
    return made.ok().member("key").member("id").text();
  }

  private String another(int number) throws Exception {
    return id(world.post(owner, "/v1/keys", BODY.replace("the-one", "number-" + number)));
  }

  /// Exactly these are listed, each with a secret in the store that signs.
  private void has(VaultWorld in, Set<String> ids) throws Exception {
    Set<String> listed = new HashSet<>();
    for (JsonNode key : in.get(owner, "/v1/keys").ok().member("keys").items()) {
      listed.add(key.member("id").text());
    }
    assertThat(listed).isEqualTo(ids);
    assertThat(in.storage().keys(SECRETS)).hasSize(ids.size());
    for (String id : ids) {
      in.post(owner, "/v1/keys/" + id + "/sign", MESSAGE).ok();
    }
  }

  @Test
  void aStoreThatRefusesTheWriteHasNothingOfIt() throws Exception {
    another(0);
    String known = another(1);
    Set<Bytes> before = new HashSet<>(world.storage().keys(""));
    world
        .storage()
        .failWritesOf(BATCH, 1, new StorageFailure.DiskFull(), MemoryStorage.Strike.BEFORE);
    world.post(owner, "/v1/keys", BODY).refused("disk-full");
    assertThat(world.storage().keys("")).containsExactlyInAnyOrderElementsOf(before);
    String born = id(world.post(owner, "/v1/keys", BODY));
    assertThat(born).isNotEqualTo(known);
    try (VaultWorld next = world.next()) {
      assertThat(next.get(owner, "/v1/keys").ok().member("keys").items()).hasSize(3);
      next.post(owner, "/v1/keys/" + born + "/sign", MESSAGE).ok();
    }
  }

  @Test
  void aWriteWhoseAnswerIsLostIsNotMadeTwice() throws Exception {
    String first = another(0);
    world
        .storage()
        .failWritesOf(
            BATCH, 1, new StorageFailure.ConnectionLost("a test"), MemoryStorage.Strike.AFTER);
    String born = id(world.post(owner, "/v1/keys", BODY));
    has(world, Set.of(first, born));
    assertThat(world.stops()).isEmpty();
    try (VaultWorld next = world.next()) {
      has(next, Set.of(first, born));
    }
  }

  @Test
  void aCrashAfterTheWrite() throws Exception {
    Set<Bytes> before = new HashSet<>(world.storage().keys(""));
    String born = id(world.post(owner, "/v1/keys", BODY));
    MemoryStorage crashed = world.storage().copy();
    // Where entries are found is written next, so a crash may leave that out.
    List<Bytes> places =
        crashed.keys("/find/").stream().filter(it -> !before.contains(it)).toList();
    assertThat(places).isNotEmpty();
    places.forEach(crashed::remove);
    try (VaultWorld next = world.next(crashed)) {
      has(next, Set.of(born));
      assertThat(id(next.post(owner, "/v1/keys", BODY))).isEqualTo(born);
      next.get(owner, "/v1/keys/" + born + "/history").ok();
    }
  }

  @Test
  void whatIsInTheWayIsReplaced() throws Exception {
    MemoryStorage earlier = world.storage().copy();
    String born = id(world.post(owner, "/v1/keys", BODY));
    // As a crash of an earlier version left it: sealed, and nothing speaks of it.
    Bytes name = world.storage().keys(SECRETS + born).getFirst();
    Bytes left = world.storage().get(name).orElseThrow().value();
    earlier.replace(name, left);
    try (VaultWorld next = world.next(earlier)) {
      assertThat(id(next.post(owner, "/v1/keys", BODY))).isEqualTo(born);
      assertThat(earlier.get(name).orElseThrow().value()).isNotEqualTo(left);
      has(next, Set.of(born));
      assertThat(next.stops()).isEmpty();
    }
  }

  /// Boots on what a clean end left, and says how often the host was asked until then.
  private int readsOfABoot(MemoryStorage storage) throws Exception {
    MemoryStorage copy = storage.copy();
    try (VaultWorld _ = world.next(copy)) {
      return copy.reads();
    }
  }

  @Test
  void aBootReadsNoMoreWithManyKeysThanWithFew() throws Exception {
    MemoryStorage storage = world.storage().copy();
    try (VaultWorld few = world.next(storage)) {
      id(few.post(owner, "/v1/keys", BODY));
    }
    int least = readsOfABoot(storage);
    int keys = 300;
    try (VaultWorld many = world.next(storage);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> asked = new ArrayList<>();
      for (int i = 0; i < keys; i++) {
        String body = BODY.replace("the-one", "number-" + i);
        asked.add(threads.submit(() -> id(many.post(owner, "/v1/keys", body))));
      }
      for (Future<String> one : asked) {
        one.get();
      }
    }
    // A larger log has a few more levels of tiles.
    assertThat(readsOfABoot(storage)).isLessThan(least + keys / 10);
  }

  @Test
  void manyOfOneOwnerAtOnceAreAllThere() throws Exception {
    Set<String> ids = new HashSet<>();
    try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> asked = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        int number = i;
        asked.add(many.submit(() -> another(number)));
      }
      for (Future<String> one : asked) {
        ids.add(one.get());
      }
    }
    assertThat(ids).hasSize(60);
    has(world, ids);
    try (VaultWorld next = world.next()) {
      has(next, ids);
    }
  }
}
