// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.channel.signature.RequestSigner;
import dev.strongroom.channel.signature.RequestTarget;
import dev.strongroom.enclave.inference.GatewayWorld.Reply;
import dev.strongroom.enclave.inference.HistoryWorld.User;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import dev.strongroom.enclave.runtime.Protection;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is kept needs an API key where the settings have such keys, and the user's key all the
/// same.
class HistoryAccessTest {
  private static final String PATH = HistoryWorld.CONVERSATIONS;

  private final SecureRandom random = new SecureRandom();
  private final RequestKey administrator = RequestKey.generateEd25519(random);

  private String apiKey(GatewayWorld world, String endpoint) throws Exception {
    String rules =
        "{\"name\":\"k\",\"endpoints\":[\""
            + endpoint
            + "\"],\"models\":[\"tiny\"],\"rates\":{\"minute\":2}}";
    String epoch = world.get("/v1/confidentiality").json().member("gateway").member("epoch").text();
    Map<String, String> signed =
        new RequestSigner(random, Duration.ofSeconds(60))
            .sign(
                new RequestTarget("POST", "/v1/api-keys", ""),
                Bytes.utf8(rules),
                epoch,
                world.now(),
                administrator);
    Reply made = world.ask("POST", "/v1/api-keys", signed, rules, Protection.ATTESTED_CHANNEL);
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return made.json().member("key").text();
  }

  @Test
  void needsTheScopeAndCountsForRates() throws Exception {
    String settings =
        "\"history\":{},\"access\":{\"administrators\":[\""
            + administrator.publicKey().id()
            + "\"]}";
    try (HistoryWorld world = new HistoryWorld(new MemoryStorage(), settings)) {
      User user = HistoryWorld.user(world, 1);
      user.ask("GET", PATH, "").refused(401, "key-missing");
      Map<String, String> chat = Map.of("authorization", "Bearer " + apiKey(world.world(), "chat"));
      user.ask("GET", PATH, "", chat).refused(403, "endpoint-not-allowed");
      Map<String, String> right =
          Map.of("authorization", "Bearer " + apiKey(world.world(), "conversations"));
      user.ask("POST", PATH, "{}", right).whole();
      world
          .world()
          .ask("GET", PATH, right, "", Protection.ATTESTED_CHANNEL)
          .refused(401, "history-key-missing");
      user.ask("GET", PATH, "", right).refused(429, "rate-limit");
      String turn =
          "{\"model\":\"tiny\",\"input\":\"x\",\"conversation\":\"conv_" + "0".repeat(32) + "\"}";
      int reads = world.world().storage().reads();
      user.ask("POST", HistoryWorld.RESPONSES, turn).refused(401, "key-missing");
      user.ask("POST", HistoryWorld.RESPONSES, turn, chat).refused(403, "endpoint-not-allowed");
      assertThat(world.world().storage().reads()).isEqualTo(reads);
      Map<String, String> responses =
          Map.of("authorization", "Bearer " + apiKey(world.world(), "responses"));
      user.ask("POST", HistoryWorld.RESPONSES, turn, responses).refused(404, "not-found");
    }
  }
}
