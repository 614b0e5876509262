// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.custody.KeyEnvelope;
import dev.strongroom.channel.custody.KeyKind;
import dev.strongroom.channel.custody.KeySecret;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.enclave.vault.VaultWorld.Reply;
import dev.strongroom.enclave.vault.key.VaultContents;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Agents, sessions and owners that try what they may not: refused by name, and in the ledger.
class AbuseTest {
  private static final String ANY =
      """
      {"version":1,"rules":[{"name":"any","effect":"allow","acts":["sign","decrypt"],
       "on":["evm-transaction","evm-message","message"],"acceptUnsure":["any-message"],
       "sessions":true}]}
      """;
  private static final String PAYMENT = Rlp.sign(Rlp.transaction(Rlp.TO, BigInteger.TEN, ""));

  private VaultWorld world = null;
  private RequestKey owner = null;
  private String id = "";

  @BeforeEach
  void start() throws Exception {
    world = VaultWorld.start();
    owner = world.key();
    id = Refused.key(world, owner, "secp256k1", ANY, "");
  }

  @AfterEach
  void close() {
    world.close();
  }

  private String at(String verb) {
    return "/v1/keys/" + id + "/" + verb;
  }

  private String name(RequestKey key) {
    return "agent:" + key.publicKey().id();
  }

  private long used() throws Exception {
    return world.dossier(VaultContents.key(id)).stream()
        .filter(entry -> "key-used".equals(((Map<?, ?>) entry.value()).get("kind")))
        .count();
  }

  @Test
  void aReplayedRequest() throws Exception {
    Map<String, String> headers = world.signed(owner, "POST", at("sign"), PAYMENT);
    world.ask("POST", at("sign"), headers, PAYMENT).ok();
    JsonNode entry =
        Refused.atTheDoor(world, world.ask("POST", at("sign"), headers, PAYMENT), "replayed");
    assertThat(entry.member("path").text()).isEqualTo(at("sign"));
    assertThat(used()).isEqualTo(1);
  }

  @Test
  void aRequestWhoseBodyWasChanged() throws Exception {
    Map<String, String> headers = world.signed(owner, "POST", at("sign"), PAYMENT);
    String other = Rlp.sign(Rlp.transaction(Rlp.TO, BigInteger.TWO, ""));
    Refused.atTheDoor(world, world.ask("POST", at("sign"), headers, other), "wrong-digest");
    assertThat(used()).isZero();
  }

  private RequestKey session(String scope) throws Exception {
    RequestKey session = world.key();
    world
        .post(
            owner,
            at("sessions"),
            "{\"publicKey\":\""
                + session.publicKey().id()
                + "\",\"scope\":"
                + scope
                + ",\"expires\":\""
                + world.now().plus(Duration.ofHours(1))
                + "\"}")
        .ok();
    return session;
  }

  @Test
  void aSessionThatWasRevoked() throws Exception {
    RequestKey session = session("{\"forms\":[\"evm-transaction\"]}");
    String once = Rlp.sign(Rlp.transaction(Rlp.TO, BigInteger.TEN, ""), ",\"request\":\"once\"");
    world.post(session, at("sign"), once).ok();
    world.delete(owner, at("sessions/" + session.publicKey().id())).ok();
    Refused.entered(world.post(session, at("sign"), PAYMENT), id, "session-revoked");
    // Not even what it got before.
    Refused.entered(world.post(session, at("sign"), once), id, "session-revoked");
    world.get(session, "/v1/keys/" + id).refused("session-revoked");
    world.get(session, at("history")).refused("session-revoked");
    try (VaultWorld next = world.next()) {
      Refused.entered(next.post(session, at("sign"), PAYMENT), id, "session-revoked");
    }
  }

  @Test
  void aSessionThatHasEnded() throws Exception {
    RequestKey session = session("{\"forms\":[\"evm-transaction\"]}");
    world.post(session, at("sign"), PAYMENT).ok();
    world.get(session, at("policy")).ok();
    world.pass(Duration.ofHours(1));
    world.get(session, at("policy")).refused("session-expired");
    Refused.entered(world.post(session, at("sign"), PAYMENT), id, "session-expired");
    // It is forgotten now, and a key like any other.
    Refused.entered(world.post(session, at("sign"), PAYMENT), id, "no-rule");
  }

  @Test
  void aSessionOutsideItsScope() throws Exception {
    RequestKey session =
        session("{\"forms\":[\"evm-transaction\"],\"chains\":[1],\"amount\":\"15\",\"uses\":2}");
    world.post(session, at("sign"), PAYMENT).ok();
    Refused.entered(world.post(session, at("sign"), PAYMENT), id, "session-limit-exceeded");
    Refused.entered(
        world.post(session, at("sign"), "{\"form\":\"evm-message\",\"text\":\"hi\"}"),
        id,
        "session-no-rule");
    String two = "{\"batch\":[" + PAYMENT + "," + PAYMENT + "]}";
    RequestKey other = session("{\"forms\":[\"evm-transaction\"],\"amount\":\"15\"}");
    Refused.entered(world.post(other, at("sign"), two), id, "session-limit-exceeded");
    world.post(other, at("sign"), PAYMENT).ok();
  }

  @Test
  void aSessionAtAnotherKey() throws Exception {
    RequestKey session = session("{\"forms\":[\"evm-transaction\"]}");
    String other = Refused.key(world, owner, "secp256k1", ANY, "");
    Refused.entered(world.post(session, "/v1/keys/" + other + "/sign", PAYMENT), other, "no-rule");
    world.get(session, "/v1/keys/" + other).refused("no-such-key");
    world.post(session, "/v1/keys/" + other + "/explain", PAYMENT).refused("no-such-key");
  }

  @Test
  void aSessionThatDecides() throws Exception {
    RequestKey session = session("{\"forms\":[\"evm-transaction\"]}");
    for (String act : List.of("disable", "enable", "destroy", "rotate")) {
      Refused.entered(world.post(session, at(act), "{}"), id, "session-scope");
    }
    Refused.entered(
        world.put(session, at("policy"), "{\"policy\":" + ANY + "}"), id, "session-scope");
    String mine = "{\"owners\":{\"needed\":1,\"of\":[\"" + name(session) + "\"]}}";
    Refused.entered(world.put(session, at("owners"), mine), id, "session-scope");
    String export = "{\"recipient\":\"" + "09".repeat(32) + "\"}";
    Refused.entered(world.post(session, at("export"), export), id, "session-scope");
    String another =
        "{\"publicKey\":\""
            + world.key().publicKey().id()
            + "\",\"expires\":\""
            + world.now().plus(Duration.ofDays(1))
            + "\"}";
    Refused.entered(world.post(session, at("sessions"), another), id, "session-scope");
  }

  @Test
  void ownerActsByStrangers() throws Exception {
    RequestKey stranger = world.key();
    for (String act : List.of("disable", "enable", "destroy", "rotate")) {
      Refused.entered(world.post(stranger, at(act), "{}"), id, "not-an-owner");
    }
    Refused.entered(
        world.put(stranger, at("policy"), "{\"policy\":" + ANY + "}"), id, "not-an-owner");
    String mine = "{\"owners\":{\"needed\":1,\"of\":[\"" + name(stranger) + "\"]}}";
    Refused.entered(world.put(stranger, at("owners"), mine), id, "not-an-owner");
    String export = "{\"recipient\":\"" + "09".repeat(32) + "\"}";
    Refused.entered(world.post(stranger, at("export"), export), id, "not-an-owner");
    Refused.entered(world.post(stranger, at("sign"), PAYMENT), id, "no-rule");
    world.get(stranger, at("history")).refused("no-such-key");
    world.post(stranger, at("explain"), PAYMENT).refused("no-such-key");
  }

  @Test
  void exportOfAKeyThatWasBornNotToBe() throws Exception {
    String recipient = "{\"recipient\":\"" + "09".repeat(32) + "\"}";
    Refused.entered(world.post(owner, at("export"), recipient), id, "not-exportable");
    String kit =
        "{\"threshold\":1,\"guardians\":[{\"name\":\"g\",\"encryptionKey\":\""
            + "09".repeat(32)
            + "\"}]}";
    Refused.entered(world.post(owner, at("recovery-kit"), kit), id, "not-exportable");
  }

  @Test
  void whatStrangersLearn() throws Exception {
    RequestKey stranger = world.key();
    String signatures = PAYMENT.replaceFirst("}$", ",\"signatures\":[\"00\"]}");
    for (String there : List.of(id, "0".repeat(32))) {
      String key = "/v1/keys/" + there;
      world.get(stranger, key).refused("no-such-key");
      world.get(stranger, key + "/history").refused("no-such-key");
      world.post(stranger, key + "/verify", signatures).refused("no-such-key");
      world.post(stranger, key + "/encrypt", "{\"plaintext\":\"00\"}").refused("no-such-key");
      world.post(stranger, key + "/explain", PAYMENT).refused("no-such-key");
    }
  }

  @Test
  void valuesThatHaveNoCanonicalForm() throws Exception {
    for (String value : List.of("9007199254740993", "\"\\ud800\"", "[{\"a\":\"\\udc00\"}]")) {
      String body = "{\"form\":\"message\",\"message\":" + value + "}";
      assertThat(world.post(owner, at("sign"), body).refused("malformed").status()).isEqualTo(400);
      world.post(owner, at("explain"), body).refused("malformed");
      world.post(owner, "/v1/keys", "{\"type\":" + value + "}").refused("malformed");
      world.post(owner, "/v1/wallets", "{\"login\":" + value + "}").refused("malformed");
    }
  }

  @Test
  void anAnswerOfBeforeARotation() throws Exception {
    String once = PAYMENT.replaceFirst("}$", ",\"request\":\"r1\"}");
    world.post(owner, at("sign"), once).ok();
    world.post(owner, at("rotate"), "{}").ok();
    Refused.entered(world.post(owner, at("sign"), once), id, "key-rotated");
  }

  @Test
  void aRequestsIdUsedAgain() throws Exception {
    String first = Rlp.sign(Rlp.transaction(Rlp.TO, BigInteger.TEN, ""), ",\"request\":\"r\"");
    Reply signed = world.post(owner, at("sign"), first).ok();
    String other = Rlp.sign(Rlp.transaction(Rlp.TO, BigInteger.TWO, ""), ",\"request\":\"r\"");
    Refused.entered(world.post(owner, at("sign"), other), id, "request-id-reused");
    // The same words from others are their own, and get them nothing.
    Refused.entered(world.post(world.key(), at("sign"), first), id, "no-rule");
    assertThat(world.post(owner, at("sign"), first).ok().member("results").value())
        .isEqualTo(signed.member("results").value());
    assertThat(used()).isEqualTo(1);
  }

  @Test
  void aPlaintextAskedForAgain() throws Exception {
    id = Refused.key(world, owner, "x25519", ANY, "");
    String ciphertext =
        world
            .post(owner, at("encrypt"), "{\"plaintext\":\"c0ffee\"}")
            .ok()
            .member("ciphertext")
            .text();
    String body = "{\"ciphertext\":\"" + ciphertext + "\",\"request\":\"r\"}";
    Reply plain = world.post(owner, at("decrypt"), body).ok();
    assertThat(plain.member("plaintext").text()).isEqualTo("c0ffee");
    Refused.entered(world.post(world.key(), at("decrypt"), body), id, "no-rule");
    world.post(owner, at("disable"), "{}").ok();
    Refused.entered(world.post(owner, at("decrypt"), body), id, "key-disabled");
    world.post(owner, at("enable"), "{}").ok();
    world.post(owner, at("rotate"), "{}").ok();
    assertThat(world.post(owner, at("decrypt"), body).ok().member("plaintext").text())
        .as("by the version that it was encrypted to")
        .isEqualTo("c0ffee");
    // The host keeps what it was told to remove.
    var kept = world.storage().copy();
    world.post(owner, at("destroy"), "{}").ok();
    kept.keys("vault/secret/")
        .forEach(name -> world.storage().replace(name, kept.get(name).orElseThrow().value()));
    Refused.entered(world.post(owner, at("decrypt"), body), id, "key-destroyed");
  }

  @Test
  void keysThatAreOffOrGone() throws Exception {
    world.post(owner, at("disable"), "{}").ok();
    Refused.entered(world.post(owner, at("sign"), PAYMENT), id, "key-disabled");
    Refused.entered(world.post(owner, at("disable"), "{}"), id, "no-change");
    world.post(owner, at("destroy"), "{}").ok();
    for (String act : List.of("enable", "rotate", "destroy")) {
      Refused.entered(world.post(owner, at(act), "{}"), id, "key-destroyed");
    }
    Refused.entered(world.post(owner, at("sign"), PAYMENT), id, "key-destroyed");
    try (VaultWorld next = world.next()) {
      Refused.entered(next.post(owner, at("sign"), PAYMENT), id, "key-destroyed");
    }
  }

  @Test
  void approvals() throws Exception {
    RequestKey approver = world.key();
    String policy =
        """
        {"version":1,"rules":[{"name":"asked","effect":"allow","acts":["sign"],
         "on":["evm-transaction"],
         "approvals":{"of":["%s"],"need":1,"within":"PT1H"}}]}
        """
            .formatted(name(approver));
    id = Refused.key(world, owner, "secp256k1", policy, "");
    String other = Rlp.sign(Rlp.transaction(Rlp.TO, BigInteger.TWO, ""));
    String proposal = world.post(owner, at("sign"), PAYMENT).ok().member("proposal").text();
    String yes = "{\"proposal\":\"" + proposal + "\"}";
    Refused.entered(world.post(owner, at("approvals"), yes), id, "not-an-approver");
    Refused.entered(world.post(world.key(), at("approvals"), yes), id, "not-an-approver");
    world.post(approver, at("approvals"), yes).ok();
    Refused.entered(world.post(approver, at("approvals"), yes), id, "approved-already");
    assertThat(world.post(owner, at("sign"), other).ok().status())
        .as("another payload asks anew")
        .isEqualTo(202);
    assertThat(world.post(owner, at("sign"), PAYMENT).status()).isEqualTo(200);
    assertThat(world.post(owner, at("sign"), PAYMENT).status()).as("spent").isEqualTo(202);
    Refused.entered(
        world.post(approver, at("approvals"), "{\"proposal\":\"" + "0".repeat(32) + "\"}"),
        id,
        "no-such-proposal");
    // The one that waits now is over after an hour; asked again, another waits.
    world.pass(Duration.ofHours(2));
    Reply again = world.post(owner, at("sign"), PAYMENT).ok();
    assertThat(again.status()).isEqualTo(202);
    assertThat(again.member("approvals").member("until").text())
        .isEqualTo(world.now().plus(Duration.ofHours(1)).toString());
    world.pass(Duration.ofHours(2));
    Refused.entered(world.post(approver, at("approvals"), yes), id, "no-such-proposal");
    assertThat(used()).isEqualTo(1);
  }

  @Test
  void whatFormerOwnersAgreedOn() throws Exception {
    RequestKey second = world.key();
    RequestKey heir = world.key();
    String two =
        ",\"owners\":{\"needed\":2,\"of\":[\"" + name(owner) + "\",\"" + name(second) + "\"]}";
    id = Refused.key(world, owner, "secp256k1", ANY, two + ",\"exportable\":true");
    String export = "{\"recipient\":\"" + "09".repeat(32) + "\"}";
    agree(second, world.post(owner, at("export"), export).ok());
    String heirs =
        "{\"owners\":{\"needed\":2,\"of\":[\"" + name(heir) + "\",\"" + name(second) + "\"]}}";
    agree(second, world.put(owner, at("owners"), heirs).ok());
    assertThat(world.put(owner, at("owners"), heirs).ok().status()).isEqualTo(200);
    Refused.entered(world.post(owner, at("export"), export), id, "not-an-owner");
    assertThat(world.post(second, at("export"), export).ok().status())
        .as("with an owner that is one no longer")
        .isEqualTo(202);
  }

  private void agree(RequestKey with, Reply waiting) throws Exception {
    String proposal = waiting.member("proposal").text();
    world.post(with, at("approvals"), "{\"proposal\":\"" + proposal + "\"}").ok();
  }

  @Test
  void anEnvelopeTakenInTwice() throws Exception {
    SecureRandom random = new SecureRandom();
    String recipient = world.post(owner, "/v1/imports", "{}").ok().member("recipient").text();
    String envelope;
    try (KeySecret secret = KeySecret.of(KeyKind.SECP256K1, bytes())) {
      envelope =
          KeyEnvelope.seal(
                  KeyEnvelope.Purpose.IMPORT,
                  "mine",
                  secret,
                  dev.strongroom.attestation.Bytes.fromHex(recipient),
                  random)
              .json();
    }
    String body = "{\"envelope\":" + envelope + ",\"policy\":" + ANY + "}";
    world.post(owner, "/v1/keys", body).ok();
    JsonNode entry =
        Refused.atTheDoor(world, world.post(owner, "/v1/keys", body), "no-such-import");
    assertThat(entry.member("act").text()).isEqualTo("create");
    assertThat(entry.member("caller").member("principal").text()).isEqualTo(name(owner));
  }

  private static byte[] bytes() {
    byte[] secret = new byte[32];
    secret[31] = 7;
    return secret;
  }

  @Test
  void aFloodOfStrangersFillsNothing() throws Exception {
    Map<String, String> headers = world.signed(owner, "GET", at("history"), "");
    for (int i = 0; i < 500; i++) {
      world.ask("GET", "/v1/keys/" + "0".repeat(32), headers, "").refused("bad-signature");
    }
    long settled = -1;
    for (long now = 0; now != settled; now = world.dossier(VaultContents.DOOR).size()) {
      settled = now;
      Thread.sleep(300);
    }
    assertThat(settled).isBetween(1L, 20L);
    world.pass(Duration.ofSeconds(1));
    headers = world.signed(owner, "GET", at("history"), "");
    world.ask("GET", "/v1/keys/" + "1".repeat(32), headers, "").refused("bad-signature");
    JsonNode entry = last(settled);
    assertThat(entry.member("unentered").value()).isEqualTo(500 - settled);
  }

  private JsonNode last(long after) throws Exception {
    for (int i = 0; i < 100; i++) {
      List<JsonNode> door = world.dossier(VaultContents.DOOR);
      if (door.size() > after) {
        return door.getLast();
      }
      Thread.sleep(50);
    }
    throw new AssertionError("the refusal isn't in the ledger");
  }

  @Test
  void oneKeyAskedForManyTimesAtOnce() throws Exception {
    String body = "{\"type\":\"secp256k1\",\"policy\":" + ANY + ",\"request\":\"the-same\"}";
    Set<Object> addresses = new HashSet<>();
    try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Reply>> asked = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        asked.add(many.submit(() -> world.post(owner, "/v1/keys", body)));
      }
      for (Future<Reply> future : asked) {
        addresses.add(future.get().ok().member("key").member("accounts").value());
      }
    }
    assertThat(addresses).hasSize(1);
    // Two births of one key would be a log that no boot can read.
    try (VaultWorld next = world.next()) {
      assertThat(next.get(owner, "/v1/keys").ok().member("keys").items()).hasSize(2);
      next.post(owner, "/v1/keys", body).ok();
    }
  }
}
