// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import static dev.strongroom.enclave.inference.KeyWorld.ask;
import static dev.strongroom.enclave.inference.KeyWorld.path;
import static dev.strongroom.enclave.inference.KeyWorld.used;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import dev.strongroom.enclave.runtime.storage.Entry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A host that shows the next boot older records of keys, or none. What counts is in the ledger.
class KeyRollbackTest {
  private final KeyWorld keys = new KeyWorld();
  private final MemoryStorage storage = new MemoryStorage();

  @Test
  void anOlderRecordGivesNothingBack() throws Exception {
    int most = KeyWorld.ASKED.length() + 10;
    String key;
    MemoryStorage then;
    try (GatewayWorld world = keys.on(storage)) {
      key =
          keys.key(
              world,
              ",\"tokens\":"
                  + (most + 7)
                  + ",\"rates\":{\"day\":3},\"budgets\":{\"month\":{\"money\":100000}}");
      then = storage.copy();
      ask(world, key).whole();
      ask(world, key).whole();
      ask(world, key).refused(429, "token-budget");
    }
    try (GatewayWorld next = keys.on(KeyWorld.older(storage, then))) {
      assertThat(used(keys.shown(next, key))).isEqualTo(14);
      assertThat(keys.shown(next, key).member("requests").value()).isEqualTo(2L);
      ask(next, key).refused(429, "token-budget");
    }
  }

  @Test
  void anOlderRecordGivesNoRatesBack() throws Exception {
    String key;
    MemoryStorage then;
    try (GatewayWorld world = keys.on(storage)) {
      key = keys.key(world, ",\"rates\":{\"day\":2}");
      then = storage.copy();
      ask(world, key).whole();
      ask(world, key).whole();
    }
    try (GatewayWorld next = keys.on(KeyWorld.older(storage, then))) {
      ask(next, key).refused(429, "rate-limit");
      next.pass(Duration.ofDays(1));
      ask(next, key).whole();
    }
  }

  @Test
  void aRevokedKeyStaysRevoked() throws Exception {
    String key;
    MemoryStorage then;
    try (GatewayWorld world = keys.on(storage)) {
      key = keys.key(world, "");
      then = storage.copy();
      keys.administer(world, "DELETE", path(key), "").whole();
    }
    try (GatewayWorld next = keys.on(KeyWorld.older(storage, then))) {
      ask(next, key).refused(401, "key-revoked");
      assertThat(keys.shown(next, key).member("revoked").flag()).isTrue();
    }
  }

  @Test
  void aReplacedSecretStaysReplacedAndRulesStayChanged() throws Exception {
    String old;
    String key;
    MemoryStorage then;
    try (GatewayWorld world = keys.on(storage)) {
      old = keys.key(world, ",\"tokens\":1000000");
      then = storage.copy();
      key =
          keys.administer(world, "POST", path(old) + "/rotate", "")
              .whole()
              .json()
              .member("key")
              .text();
      keys.administer(
              world, "PUT", path(key), KeyWorld.RULES.replace("\"k\"", "\"k\",\"tokens\":10"))
          .whole();
    }
    try (GatewayWorld next = keys.on(KeyWorld.older(storage, then))) {
      ask(next, old).refused(401, "key-unknown");
      ask(next, key).refused(429, "token-budget");
    }
  }

  /// A host that leaves the records out: what the ledger has is enough.
  @Test
  void recordsAreNotNeeded() throws Exception {
    String key;
    try (GatewayWorld world = keys.on(storage)) {
      key = keys.key(world, "");
      ask(world, key).whole();
    }
    for (Entry entry : storage.scan(Bytes.EMPTY, Bytes.EMPTY, 100_000).entries()) {
      String name = new String(entry.key().toByteArray(), StandardCharsets.ISO_8859_1);
      if (!name.startsWith("ledger/")) {
        storage.delete(entry.key(), entry.version());
      }
    }
    try (GatewayWorld next = keys.on(storage)) {
      assertThat(used(keys.shown(next, key))).isEqualTo(7);
      ask(next, key).whole();
      assertThat(used(keys.shown(next, key))).isEqualTo(14);
    }
  }

  /// What was charged for a crash is in the ledger from then on.
  @Test
  void aCrashIsChargedForGood() throws Exception {
    int most = KeyWorld.ASKED.length() + 10;
    MemoryStorage crashed = new MemoryStorage();
    MemoryStorage then;
    String key;
    try (GatewayWorld world = keys.on(storage)) {
      key = keys.key(world, "");
      then = storage.copy();
      MemoryStorage[] inBetween = {crashed};
      keys.backend.does(call -> {
        inBetween[0] = storage.copy();
        return ScriptedBackend.json(200, KeyWorld.USED).answer(call);
      });
      ask(world, key).whole();
      crashed = inBetween[0];
    }
    try (GatewayWorld next = keys.on(crashed)) {
      assertThat(used(keys.shown(next, key))).isEqualTo(most);
    }
    try (GatewayWorld next = keys.on(KeyWorld.older(crashed, then))) {
      assertThat(used(keys.shown(next, key))).isEqualTo(most);
    }
  }

  /// The host's clock going back over a boot.
  @Test
  void whatHasExpiredStaysSo() throws Exception {
    String key;
    try (GatewayWorld world = keys.on(storage)) {
      key = keys.key(world, ",\"expires\":\"" + world.now().plusSeconds(30) + "\"");
      String other = keys.key(world, "");
      world.pass(Duration.ofMinutes(1));
      ask(world, other).whole();
      ask(world, key).refused(401, "key-expired");
    }
    // Each world begins at the same time: before the key's end.
    try (GatewayWorld next = keys.on(storage)) {
      ask(next, key).refused(401, "key-expired");
    }
  }
}
