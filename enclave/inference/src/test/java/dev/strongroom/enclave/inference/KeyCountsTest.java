// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import static dev.strongroom.enclave.inference.KeyWorld.ask;
import static dev.strongroom.enclave.inference.KeyWorld.path;
import static dev.strongroom.enclave.inference.KeyWorld.used;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.enclave.inference.GatewayWorld.Reply;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Counts that are greater than anything that can be kept: nobody is shut out by them.
class KeyCountsTest {
  private static final long HALF = 1L << 50;

  private final KeyWorld keys = new KeyWorld();
  private final MemoryStorage storage = new MemoryStorage();

  private static Reply asks(GatewayWorld world, String key, String body) throws Exception {
    return world.post(
        GatewayWorld.CHAT,
        body,
        Map.of("content-type", "application/json", "authorization", "Bearer " + key));
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 9999})
  void whatCantBeCountedIsRefused(int answers) throws Exception {
    String key;
    try (GatewayWorld world = keys.on(storage)) {
      key = keys.key(world, "");
      asks(
              world,
              key,
              "{\"model\":\"tiny\",\"n\":%d,\"max_tokens\":999999999999999}".formatted(answers))
          .refused(429, "token-budget");
      ask(world, key).whole();
      keys.administer(world, "GET", "/v1/api-keys", "").whole();
      assertThat(used(keys.shown(world, key))).isEqualTo(7);
      keys.administer(world, "DELETE", path(key), "").whole();
    }
    try (GatewayWorld next = keys.on(storage)) {
      ask(next, key).refused(401, "key-revoked");
    }
  }

  /// What nobody counted is charged as reserved: the next one that is as great isn't let in.
  @Test
  void aSumThatCantBeKeptIsRefused() throws Exception {
    String much = "{\"model\":\"tiny\",\"n\":3,\"max_tokens\":999999999999999}";
    try (GatewayWorld world = keys.on(storage)) {
      String key = keys.key(world, "");
      keys.backend.does(ScriptedBackend.json(200, "{}"));
      // With these prices it is the money that can't be counted: seven for a token.
      asks(world, key, much).refused(429, "money-budget");
      String one = "{\"model\":\"tiny\",\"max_tokens\":400000000000000}";
      asks(world, key, one).whole();
      asks(world, key, one).refused(429, "money-budget");
      keys.administer(world, "GET", "/v1/api-keys", "").whole();
      asks(world, key, KeyWorld.ASKED).whole();
    }
  }

  /// A back end may count what it likes, more than was reserved. Its ledger is read at the next
  /// boot.
  @Test
  void aSumEndsAtTheGreatestNumber() throws Exception {
    String key;
    try (GatewayWorld world = keys.on(storage)) {
      key = keys.key(world, "");
      keys.backend.does(
          ScriptedBackend.json(
              200,
              "{\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d}}".formatted(HALF, HALF)));
      ask(world, key).whole();
      shows(world, key);
    }
    try (GatewayWorld next = keys.on(storage)) {
      shows(next, key);
      keys.administer(next, "DELETE", path(key), "").whole();
    }
  }

  private void shows(GatewayWorld world, String key) throws Exception {
    ask(world, key).refused(429, "money-budget");
    JsonNode shown = keys.shown(world, key);
    assertThat(used(shown)).isEqualTo(2 * HALF);
    assertThat(shown.member("used").member("money").value()).isEqualTo(CanonicalJson.GREATEST);
    keys.administer(world, "GET", path(key) + "/usage", "").whole();
  }

  /// What is in the ledger holds though the key's record can't be kept, now and at the next boot.
  @Test
  void actsHoldThoughTheRecordCantBeKept() throws Exception {
    String leaked;
    String key;
    String revoked;
    try (GatewayWorld world = keys.on(storage)) {
      storage.failPutOutside("ledger/", new StorageFailure.DiskFull());
      leaked = keys.key(world, "");
      ask(world, leaked).whole();
      storage.failPutOutside("ledger/", new StorageFailure.DiskFull());
      key =
          keys.administer(world, "POST", path(leaked) + "/rotate", "")
              .whole()
              .json()
              .member("key")
              .text();
      ask(world, leaked).refused(401, "key-unknown");
      ask(world, key).whole();
      revoked = keys.key(world, "");
      storage.failPutOutside("ledger/", new StorageFailure.DiskFull());
      keys.administer(world, "DELETE", path(revoked), "").whole();
      ask(world, revoked).refused(401, "key-revoked");
    }
    try (GatewayWorld next = keys.on(storage)) {
      ask(next, leaked).refused(401, "key-unknown");
      ask(next, key).whole();
      ask(next, revoked).refused(401, "key-revoked");
    }
  }
}
