// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.custody.KeyCiphertext;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.enclave.vault.VaultWorld.Reply;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/// What keys do besides signing transactions, and what their owners do with them.
class KeyUsesTest {
  private static final String ANY =
      """
      {"version":1,"rules":[{"name":"any","effect":"allow",
       "acts":["sign","decrypt","mac","derive"],"on":["message","digest"],
       "acceptUnsure":["any-message","any-digest"]}]}
      """;

  private static String create(VaultWorld world, RequestKey agent, String type) throws Exception {
    return "/v1/keys/"
        + world
            .post(agent, "/v1/keys", "{\"type\":\"" + type + "\",\"policy\":" + ANY + "}")
            .ok()
            .member("key")
            .member("id")
            .text();
  }

  @Test
  void decryptsAlsoWithEarlierVersions() throws Exception {
    try (VaultWorld world = VaultWorld.start()) {
      RequestKey agent = world.key();
      String key = create(world, agent, "x25519");
      String ciphertext =
          world
              .post(agent, key + "/encrypt", "{\"plaintext\":\"c0ffee\",\"aad\":\"01\"}")
              .ok()
              .member("ciphertext")
              .text();
      String body = "{\"ciphertext\":\"" + ciphertext + "\",\"aad\":\"01\"}";
      Reply plain = world.post(agent, key + "/decrypt", body).ok();
      assertThat(plain.member("plaintext").text()).isEqualTo("c0ffee");
      assertThat(plain.receipt().entry().content().member("act").text()).isEqualTo("decrypt");
      world.post(agent, key + "/decrypt", body.replace("01", "02")).refused("not-for-this-key");
      world.post(agent, key + "/rotate", "{}").ok();
      world.post(agent, key + "/decrypt", body).refused("not-for-this-key");
      String first = body.replace("}", ",\"version\":1}");
      assertThat(world.post(agent, key + "/decrypt", first).ok().member("plaintext").text())
          .isEqualTo("c0ffee");
      String publicKey =
          world
              .get(agent, key + "/history")
              .ok()
              .member("entries")
              .items()
              .getLast()
              .member("entry")
              .member("key")
              .member("encryptionKey")
              .text();
      Bytes outside =
          KeyCiphertext.seal(
              Bytes.fromHex(publicKey),
              key.substring("/v1/keys/".length()),
              Bytes.EMPTY,
              new byte[] {7},
              new SecureRandom());
      assertThat(
              world
                  .post(
                      agent,
                      key + "/decrypt",
                      "{\"ciphertext\":\"" + outside.hex() + "\",\"version\":1}")
                  .ok()
                  .member("plaintext")
                  .text())
          .isEqualTo("07");
    }
  }

  @Test
  void authenticatesAndDerives() throws Exception {
    try (VaultWorld world = VaultWorld.start()) {
      RequestKey agent = world.key();
      String key = create(world, agent, "hmac");
      String mac =
          world.post(agent, key + "/mac", "{\"message\":\"aa\"}").ok().member("mac").text();
      String check = "{\"message\":\"aa\",\"mac\":\"" + mac + "\"}";
      assertThat(world.post(agent, key + "/mac/verify", check).ok().member("valid").flag())
          .isTrue();
      assertThat(
              world
                  .post(agent, key + "/mac/verify", check.replace("\"aa\"", "\"ab\""))
                  .ok()
                  .member("valid")
                  .flag())
          .isFalse();
      String one =
          world.post(agent, key + "/derive", "{\"context\":\"a\"}").ok().member("key").text();
      assertThat(one).hasSize(64);
      assertThat(
              world.post(agent, key + "/derive", "{\"context\":\"b\"}").ok().member("key").text())
          .isNotEqualTo(one);
      world
          .post(agent, key + "/sign", "{\"form\":\"message\",\"message\":\"aa\"}")
          .refused("wrong-kind");
    }
  }

  @Test
  void verifiesWhatItSigned() throws Exception {
    try (VaultWorld world = VaultWorld.start()) {
      RequestKey agent = world.key();
      for (String type : new String[] {"ed25519", "p256", "secp256k1"}) {
        String key = create(world, agent, type);
        String payload = "\"form\":\"message\",\"message\":\"aabb\"";
        String signature =
            world
                .post(agent, key + "/sign", "{" + payload + "}")
                .ok()
                .member("results")
                .items()
                .getFirst()
                .member("signatures")
                .items()
                .getFirst()
                .text();
        String check = "{" + payload + ",\"signatures\":[\"" + signature + "\"]}";
        assertThat(world.post(agent, key + "/verify", check).ok().member("valid").flag())
            .as(type)
            .isTrue();
        assertThat(
                world
                    .post(agent, key + "/verify", check.replace("aabb", "aabc"))
                    .ok()
                    .member("valid")
                    .flag())
            .as(type)
            .isFalse();
      }
    }
  }

  @Test
  void answersInTheShapeOfTransit() throws Exception {
    try (VaultWorld world = VaultWorld.start()) {
      RequestKey agent = world.key();
      String input = Base64.getEncoder().encodeToString(new byte[] {1, 2, 3});
      String signing = create(world, agent, "ed25519").replace("/v1/keys/", "/v1/transit/sign/");
      assertThat(
              world
                  .post(agent, signing, "{\"input\":\"" + input + "\"}")
                  .ok()
                  .member("data")
                  .member("signature")
                  .text())
          .startsWith("strongroom:v1:");
      String id = create(world, agent, "x25519").replace("/v1/keys/", "");
      String sealed =
          world
              .post(agent, "/v1/transit/encrypt/" + id, "{\"plaintext\":\"" + input + "\"}")
              .ok()
              .member("data")
              .member("ciphertext")
              .text();
      assertThat(
              world
                  .post(agent, "/v1/transit/decrypt/" + id, "{\"ciphertext\":\"" + sealed + "\"}")
                  .ok()
                  .member("data")
                  .member("plaintext")
                  .text())
          .isEqualTo(input);
    }
  }

  @Test
  void waitsForTheApprovalsThatARuleWants() throws Exception {
    try (VaultWorld world = VaultWorld.start()) {
      RequestKey agent = world.key();
      RequestKey boss = world.key();
      String policy =
          ANY.replace(
              "\"acceptUnsure\"",
              "\"approvals\":{\"of\":[\"agent:"
                  + boss.publicKey().id()
                  + "\"],\"need\":1,\"within\":\"PT1H\"},\"acceptUnsure\"");
      String key =
          "/v1/keys/"
              + world
                  .post(agent, "/v1/keys", "{\"type\":\"ed25519\",\"policy\":" + policy + "}")
                  .ok()
                  .member("key")
                  .member("id")
                  .text();
      String message = "{\"form\":\"message\",\"message\":\"aa\"}";
      Reply waiting = world.post(agent, key + "/sign", message).ok();
      assertThat(waiting.status()).isEqualTo(202);
      JsonNode shown = world.get(boss, key).ok().member("key").member("proposals");
      String proposal = waiting.member("proposal").text();
      assertThat(shown.member(proposal).member("shown").member("hex").text()).isEqualTo("aa");
      world.post(boss, key + "/approvals", "{\"proposal\":\"" + proposal + "\"}").ok();
      try (VaultWorld next = world.next()) {
        assertThat(next.post(agent, key + "/sign", message.replace("aa", "ab")).ok().status())
            .as("another message")
            .isEqualTo(202);
        assertThat(next.post(agent, key + "/sign", message).ok().status()).isEqualTo(200);
        assertThat(next.post(agent, key + "/sign", message).ok().status())
            .as("an approval is for once")
            .isEqualTo(202);
      }
      world.pass(Duration.ofHours(2));
      assertThat(world.post(agent, key + "/sign", message).ok().status())
          .as("too late")
          .isEqualTo(202);
    }
  }

  @Test
  void explainsAndTriesPoliciesOut() throws Exception {
    try (VaultWorld world = VaultWorld.start()) {
      RequestKey agent = world.key();
      String key = create(world, agent, "ed25519");
      String message = "{\"form\":\"message\",\"message\":\"aa\"}";
      world.post(agent, key + "/sign", message).ok();
      world
          .post(agent, key + "/sign", "{\"form\":\"solana-message\",\"text\":\"hi\"}")
          .refused("no-rule");
      Reply explained =
          world.post(agent, key + "/explain", "{\"form\":\"solana-message\",\"text\":\"hi\"}").ok();
      assertThat(explained.member("decision").text()).isEqualTo("refused");
      assertThat(explained.member("findings").items().getFirst().member("why").text())
          .contains("solana-message");
      Reply tried =
          world
              .post(
                  agent,
                  key + "/policy/test",
                  "{\"policy\":"
                      + ANY.replace("\"message\",\"digest\"", "\"solana-message\"")
                          .replace(
                              "\"acceptUnsure\":[\"any-message\",\"any-digest\"]",
                              "\"sessions\":true")
                      + "}")
              .ok();
      assertThat(tried.member("results").items()).hasSize(2);
      assertThat(tried.member("results").items().get(0).member("now").text()).isEqualTo("refused");
      assertThat(tried.member("results").items().get(1).member("now").text()).isEqualTo("allowed");
      assertThat(world.get(agent, key).ok().member("key").member("entries").value())
          .as("nothing was entered for that")
          .isEqualTo(3L);
    }
  }

  @Test
  void changesPoliciesAndOwnersAndEnds() throws Exception {
    try (VaultWorld world = VaultWorld.start()) {
      RequestKey agent = world.key();
      RequestKey heir = world.key();
      String key = create(world, agent, "ed25519");
      String message = "{\"form\":\"message\",\"message\":\"aa\"}";
      world
          .put(agent, key + "/policy", "{\"policy\":{\"version\":1,\"rules\":[]}}")
          .refused("malformed-policy");
      world
          .put(
              agent,
              key + "/policy",
              "{\"policy\":"
                  + ANY.replace("\"allow\"", "\"refuse\"")
                      .replaceAll("(?s),\\s*\"acceptUnsure\":\\[[^]]*]", "")
                  + "}")
          .ok();
      world.post(agent, key + "/sign", message).refused("rule-refuses");
      world
          .put(
              agent,
              key + "/owners",
              "{\"owners\":{\"needed\":1,\"of\":[\"agent:" + heir.publicKey().id() + "\"]}}")
          .ok();
      world.put(agent, key + "/policy", "{\"policy\":" + ANY + "}").refused("not-an-owner");
      world.put(heir, key + "/policy", "{\"policy\":" + ANY + "}").ok();
      world.post(heir, key + "/sign", message).ok();
      world
          .post(heir, key + "/export", "{\"recipient\":\"" + "09".repeat(32) + "\"}")
          .refused("not-exportable");
      world.post(heir, key + "/destroy", "{}").ok();
      world.post(heir, key + "/sign", message).refused("key-destroyed");
      assertThat(world.storage().keys("vault/secret/")).isEmpty();
      try (VaultWorld next = world.next()) {
        next.post(heir, key + "/sign", message).refused("key-destroyed");
      }
    }
  }
}
