// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import static dev.strongroom.enclave.inference.KeyWorld.ask;
import static dev.strongroom.enclave.inference.KeyWorld.path;
import static dev.strongroom.enclave.inference.KeyWorld.used;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.enclave.inference.GatewayWorld.Reply;
import dev.strongroom.enclave.inference.backend.BackendAnswer;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What administrators can say of keys, and change later.
class KeyRulesTest {
  private static final int MOST = KeyWorld.ASKED.length() + 10;

  private final KeyWorld keys = new KeyWorld();

  /// Worlds begin on Sunday, 2026-11-22, at 05:00 UTC.
  @Test
  void isTakenInItsHours() throws Exception {
    try (GatewayWorld world = keys.on(new MemoryStorage())) {
      String key =
          keys.key(
              world,
              ",\"hours\":[{\"days\":[\"sun\"],\"from\":\"05:30\",\"to\":\"06:00\"},"
                  + "{\"days\":[\"mon\",\"tue\"],\"from\":\"00:00\",\"to\":\"24:00\"}]");
      ask(world, key).refused(403, "outside-hours");
      world.pass(Duration.ofMinutes(30));
      ask(world, key).whole();
      world.pass(Duration.ofMinutes(30));
      ask(world, key).refused(403, "outside-hours");
      world.pass(Duration.ofHours(18));
      ask(world, key).whole();
      world.pass(Duration.ofDays(2));
      ask(world, key).refused(403, "outside-hours");
    }
  }

  @Test
  void hasBudgetsOfPeriods() throws Exception {
    try (GatewayWorld world = keys.on(new MemoryStorage())) {
      String key =
          keys.key(
              world,
              ",\"budgets\":{\"day\":{\"tokens\":"
                  + (MOST + 7)
                  + "},\"month\":{\"money\":"
                  + (3 * KeyWorld.ASKED.length() + 7 * 10 + 3 * 29)
                  + "}}");
      ask(world, key).whole();
      ask(world, key).whole();
      Reply refused = ask(world, key).refused(429, "token-budget");
      assertThat(refused.header("retry-after")).isEqualTo(String.valueOf(19 * 3600));
      // The host's clock going back opens no earlier day.
      world.pass(Duration.ofDays(-1));
      ask(world, key).refused(429, "token-budget");
      world.pass(Duration.ofDays(2));
      ask(world, key).whole();
      ask(world, key).whole();
      world.pass(Duration.ofDays(1));
      refused = ask(world, key).refused(429, "money-budget");
      assertThat(refused.header("retry-after")).isEqualTo(String.valueOf((7 * 24 - 5) * 3600 + 0));
      world.pass(Duration.ofDays(7));
      ask(world, key).whole();
      assertThat(used(keys.shown(world, key))).isEqualTo(35);
    }
  }

  @Test
  void tellsAdministratorsWhenABudgetRunsOut() throws Exception {
    try (GatewayWorld world = keys.on(new MemoryStorage())) {
      String key =
          keys.key(
              world,
              ",\"tokens\":1000,\"alert\":2,\"budgets\":{\"day\":{\"tokens\":700},"
                  + "\"month\":{\"money\":1000000}}");
      assertThat(alerts(world, key)).isEmpty();
      ask(world, key).whole();
      assertThat(alerts(world, key)).isEmpty();
      ask(world, key).whole();
      assertThat(alerts(world, key)).containsExactly("day.tokens");
      ask(world, key).whole();
      assertThat(alerts(world, key)).containsExactly("day.tokens", "tokens");
      world.pass(Duration.ofDays(1));
      assertThat(alerts(world, key)).containsExactly("tokens");
    }
  }

  private List<String> alerts(GatewayWorld world, String key) throws Exception {
    List<?> alerts = (List<?>) keys.shown(world, key).member("alerts").value();
    return alerts.stream().map(String::valueOf).toList();
  }

  @Test
  void saysWhatWasUsedByDayAndModel() throws Exception {
    MemoryStorage storage = new MemoryStorage();
    String key;
    try (GatewayWorld world = keys.on(storage)) {
      key = keys.key(world, "");
      assertThat(usage(world, key)).isEqualTo("[]");
      ask(world, key).whole();
      ask(world, key).whole();
      world.pass(Duration.ofDays(1));
      ask(world, key).whole();
      assertThat(usage(world, key)).isEqualTo(expected());
    }
    try (GatewayWorld next = keys.on(storage.copy())) {
      assertThat(usage(next, key)).isEqualTo(expected());
      next.pass(Duration.ofDays(92));
      ask(next, key).whole();
      assertThat(usage(next, key)).doesNotContain("2026-11-22").contains("2026-11-23");
    }
  }

  private static String expected() {
    return "[{\"day\":\"2026-11-23\",\"model\":\"tiny\",\"money\":29,\"requests\":1,\"tokens\":7},"
        + "{\"day\":\"2026-11-22\",\"model\":\"tiny\",\"money\":58,\"requests\":2,\"tokens\":14}]";
  }

  private String usage(GatewayWorld world, String key) throws Exception {
    String body = keys.administer(world, "GET", path(key) + "/usage", "").whole().body();
    JsonNode usage = JsonNode.parse(body);
    assertThat(usage.member("id").text()).isEqualTo(key.substring(3, 19));
    return body.substring(body.indexOf("\"usage\":") + 8, body.length() - 1);
  }

  @Test
  void getsOtherRules() throws Exception {
    try (GatewayWorld world = keys.on(new MemoryStorage())) {
      String key = keys.key(world, ",\"tokens\":10");
      ask(world, key).refused(429, "token-budget");
      keys.administer(world, "PUT", path(key), KeyWorld.RULES).whole();
      ask(world, key).whole();
      keys.administer(world, "PUT", path(key), "{}").refused(400, "malformed-request");
      keys.administer(world, "PUT", path(key), KeyWorld.RULES.replace("\"chat\"", "\"embeddings\""))
          .whole();
      ask(world, key).refused(403, "endpoint-not-allowed");
      assertThat(used(keys.shown(world, key))).isEqualTo(7);
      keys.administer(world, "DELETE", path(key), "").whole();
      keys.administer(world, "PUT", path(key), KeyWorld.RULES).refused(409, "key-revoked");
      keys.administer(world, "POST", path(key) + "/rotate", "").refused(409, "key-revoked");
    }
  }

  /// A budget or a rate that comes later goes by what was used before it, at this boot as at the
  /// next.
  @Test
  void rulesThatComeLaterFindWhatWasUsed() throws Exception {
    try (GatewayWorld world = keys.on(new MemoryStorage())) {
      String key = keys.key(world, "");
      ask(world, key).whole();
      ask(world, key).whole();
      changed(world, key, ",\"rates\":{\"hour\":3}");
      ask(world, key).whole();
      ask(world, key).refused(429, "rate-limit");
      changed(world, key, ",\"budgets\":{\"day\":{\"tokens\":" + (MOST + 20) + "}}");
      ask(world, key).refused(429, "token-budget");
      changed(world, key, ",\"budgets\":{\"month\":{\"tokens\":" + (MOST + 21) + "}}");
      ask(world, key).whole();
      ask(world, key).refused(429, "token-budget");
    }
  }

  private void changed(GatewayWorld world, String key, String more) throws Exception {
    keys.administer(world, "PUT", path(key), KeyWorld.RULES.replace("\"k\"", "\"k\"" + more))
        .whole();
  }

  @Test
  void getsAnotherSecret() throws Exception {
    MemoryStorage storage = new MemoryStorage();
    String old;
    String key;
    try (GatewayWorld world = keys.on(storage)) {
      old = keys.key(world, "");
      ask(world, old).whole();
      key =
          keys.administer(world, "POST", path(old) + "/rotate", "")
              .whole()
              .json()
              .member("key")
              .text();
      assertThat(key.substring(0, 20)).isEqualTo(old.substring(0, 20));
      ask(world, old).refused(401, "key-unknown");
      ask(world, key).whole();
      assertThat(used(keys.shown(world, key))).isEqualTo(14);
      keys.administer(world, "POST", path(key) + "/more", "").refused(405, "method-not-allowed");
      keys.administer(world, "POST", path(key) + "/rotate/x", "").refused(404, "no-such-key");
    }
    try (GatewayWorld next = keys.on(storage.copy())) {
      ask(next, old).refused(401, "key-unknown");
      ask(next, key).whole();
    }
  }

  /// Nothing more is passed on to whoever shows a key that was revoked or replaced meanwhile.
  @ParameterizedTest
  @ValueSource(strings = {"DELETE ", "POST /rotate"})
  void streamsUnderWayEndWithTheKey(String act) throws Exception {
    try (GatewayWorld world = keys.on(new MemoryStorage())) {
      String key = keys.key(world, "");
      String[] parts = act.split(" ", 2);
      keys.backend.does(_ ->
          new BackendAnswer(
              200,
              "text/event-stream",
              ScriptedBackend.between(
                  "data: first\n\n",
                  () -> keys.administer(world, parts[0], path(key) + parts[1], "").whole(),
                  "data: second\n\ndata: [DONE]\n\n")));
      Reply reply = ask(world, key);
      assertThat(reply.failure()).isNotNull();
      assertThat(reply.body())
          .startsWith("data: first\n\n")
          .contains("\"code\":\"key-revoked\"")
          .doesNotContain("second", "[DONE]");
      // And what comes in one piece.
      String other = keys.key(world, "");
      keys.backend.does(_ ->
          new BackendAnswer(
              200,
              "application/json",
              ScriptedBackend.between(
                  "{\"a\":",
                  () -> keys.administer(world, parts[0], path(other) + parts[1], "").whole(),
                  "1}")));
      ask(world, other).refused(401, "key-revoked");
      String last = keys.key(world, "");
      keys.backend.does(_ ->
          new BackendAnswer(
              200,
              "application/json",
              ScriptedBackend.between(
                  "\"" + "x".repeat(300_000),
                  () -> keys.administer(world, parts[0], path(last) + parts[1], "").whole(),
                  "secret\"")));
      reply = ask(world, last);
      assertThat(reply.failure()).isNotNull();
      assertThat(reply.body()).doesNotContain("secret");
      assertThat(world.figures())
          .contains("inference_requests{endpoint=chat, model=tiny, outcome=key-revoked} 3");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",\"hours\":[]",
        ",\"hours\":[{\"days\":[],\"from\":\"00:00\",\"to\":\"24:00\"}]",
        ",\"hours\":[{\"days\":[\"mon\",\"mon\"],\"from\":\"00:00\",\"to\":\"24:00\"}]",
        ",\"hours\":[{\"days\":[\"day\"],\"from\":\"00:00\",\"to\":\"24:00\"}]",
        ",\"hours\":[{\"days\":[\"mon\"],\"from\":\"08:00\",\"to\":\"08:00\"}]",
        ",\"hours\":[{\"days\":[\"mon\"],\"from\":\"8:00\",\"to\":\"09:00\"}]",
        ",\"hours\":[{\"days\":[\"mon\"],\"from\":\"08:00\",\"to\":\"24:01\"}]",
        ",\"hours\":[{\"days\":[\"mon\"],\"from\":\"08:00\",\"to\":\"09:00\",\"zone\":\"CET\"}]",
        ",\"budgets\":{\"week\":{\"tokens\":1}}",
        ",\"budgets\":{\"day\":{\"tokens\":-1}}",
        ",\"budgets\":{\"day\":{\"coins\":1}}",
        ",\"alert\":0",
        ",\"alert\":101"
      })
  void refusesOtherRules(String more) throws Exception {
    try (GatewayWorld world = keys.on(new MemoryStorage())) {
      keys.administer(
              world, "POST", "/v1/api-keys", KeyWorld.RULES.replace("\"k\"", "\"k\"" + more))
          .refused(400, "malformed-request");
    }
  }
}
