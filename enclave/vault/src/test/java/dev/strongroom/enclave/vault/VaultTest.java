// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.chain.evm.EvmAddress;
import dev.strongroom.chain.evm.SignedEvmTransaction;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.enclave.vault.VaultWorld.Reply;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.receipt.Receipt;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// The vault from outside: keys of agents, what they may do, and what the ledger says of it.
class VaultTest {
  /// EIP-1559: chain 1, nonce 0, to 0x3535…35, value 1 ether, gas 21000.
  private static final String ONE_ETHER = transaction("0de0b6b3a7640000");

  private static final String DAILY =
      """
      {"version":1,"rules":[{"name":"daily","effect":"allow","acts":["sign"],
       "on":["evm-transaction"],"sessions":true,"when":"tx.value <= eth(\\"1\\")",
       "limits":[{"name":"per-day","measure":"tx.value","most":"3000000000000000000",
                  "within":"PT24H"}]}]}
      """;

  /// @param value eight bytes, in hexadecimal digits
  static String transaction(String value) {
    String to = "94" + "35".repeat(20);
    String items =
        "01" + "80" + "80" + "84" + "3b9aca00" + "825208" + to + "88" + value + "80" + "c0";
    return "02" + String.format("%02x", 0xc0 + items.length() / 2) + items;
  }

  private static String sign(String transaction) {
    return "{\"form\":\"evm-transaction\",\"transaction\":\"" + transaction + "\"}";
  }

  private static String create(VaultWorld world, RequestKey agent, String type, String policy)
      throws Exception {
    return world
        .post(agent, "/v1/keys", "{\"type\":\"" + type + "\",\"policy\":" + policy + "}")
        .ok()
        .member("key")
        .member("id")
        .text();
  }

  private static JsonNode result(Reply reply) throws Exception {
    return reply.member("results").items().getFirst();
  }

  @Test
  void signsWithinThePolicyAndRefusesBeyond() throws Exception {
    try (VaultWorld world = VaultWorld.start()) {
      RequestKey agent = world.key();
      Reply made =
          world.post(agent, "/v1/keys", "{\"type\":\"secp256k1\",\"policy\":" + DAILY + "}").ok();
      JsonNode key = made.member("key");
      String id = key.member("id").text();
      Receipt birth = made.receipt();
      assertThat(birth.entry().kind()).isEqualTo("key-born");
      assertThat(birth.entry().content().member("key").value())
          .isEqualTo(JsonNode.parse(birthOf(key)).value());
      String address =
          key.member("accounts").items().getFirst().member("addresses").member("evm").text();
      Reply signed = world.post(agent, "/v1/keys/" + id + "/sign", sign(ONE_ETHER)).ok();
      SignedEvmTransaction sent =
          SignedEvmTransaction.parse(Bytes.fromHex(result(signed).member("result").text()));
      assertThat(EvmAddress.of(sent.signer()).text()).isEqualTo(address);
      assertThat(signed.receipt().entry().kind()).isEqualTo("key-used");
      world
          .post(agent, "/v1/keys/" + id + "/sign", sign(transaction("0de0b6b3a7640001")))
          .refused("no-rule");
      world.post(agent, "/v1/keys/" + id + "/sign", sign(ONE_ETHER)).ok();
      world.post(agent, "/v1/keys/" + id + "/sign", sign(ONE_ETHER)).ok();
      Reply over =
          world.post(agent, "/v1/keys/" + id + "/sign", sign(ONE_ETHER)).refused("limit-exceeded");
      assertThat(over.member("error").member("message").text())
          .contains("per-day")
          .contains("3000000000000000000");
      assertThat(
              Reply.receipt(over.member("error").member("receipt"))
                  .entry()
                  .content()
                  .member("code")
                  .text())
          .isEqualTo("limit-exceeded");
      world.pass(Duration.ofHours(25));
      world.post(agent, "/v1/keys/" + id + "/sign", sign(ONE_ETHER)).ok();
      history(world, agent, id, 7);
    }
  }

  private static String birthOf(JsonNode key) throws Exception {
    Map<String, Object> members = new HashMap<>();
    for (String name :
        List.of("id", "type", "label", "accounts", "owners", "policy", "exportable", "share")) {
      members.put(name, key.member(name).value());
    }
    return CanonicalJson.text(members);
  }

  /// All entries are there, numbered and chained; the statement is the last.
  private static List<Receipt> history(VaultWorld world, RequestKey agent, String id, int expected)
      throws Exception {
    Reply first = world.get(agent, "/v1/keys/" + id + "/history").ok();
    Receipt statement = Reply.receipt(first.member("statement"));
    List<Receipt> all = new ArrayList<>(List.of(statement));
    Reply page = first;
    while (!((List<?>) page.member("entries").value()).isEmpty()) {
      for (JsonNode entry : page.member("entries").items()) {
        all.add(Reply.receipt(entry));
      }
      page = world.get(agent, "/v1/keys/" + id + "/history?before=" + all.getLast().index()).ok();
    }
    assertThat(statement.entry().content().member("entries").value()).isEqualTo((long) all.size());
    List<Receipt> order = all.reversed();
    String previous = "";
    for (int i = 0; i < order.size(); i++) {
      JsonNode content = order.get(i).entry().content();
      assertThat(content.member("n").value()).isEqualTo(i + 1L);
      assertThat(content.optional("previous").map(JsonNode::value).orElse("")).isEqualTo(previous);
      previous =
          Bytes.copyOf(
                  MessageDigest.getInstance("SHA-256")
                      .digest(order.get(i).entry().encoded().toByteArray()))
              .hex();
      order
          .get(i)
          .inclusionProof()
          .check(order.get(i).leaf().hash(), order.get(i).checkpoint().checkpoint().root());
    }
    assertThat(all).hasSize(expected + 1);
    return order;
  }

  @Test
  void spendsNoMoreThanTheLimitHoweverManyAskAtOnce() throws Exception {
    try (VaultWorld world = VaultWorld.start()) {
      RequestKey agent = world.key();
      String id = create(world, agent, "secp256k1", DAILY);
      int allowed = 0;
      try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<Reply>> asked = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
          asked.add(
              many.submit(() -> world.post(agent, "/v1/keys/" + id + "/sign", sign(ONE_ETHER))));
        }
        for (Future<Reply> future : asked) {
          allowed += future.get().status() == 200 ? 1 : 0;
        }
      }
      assertThat(allowed).isEqualTo(3);
      try (VaultWorld next = world.next()) {
        next.post(agent, "/v1/keys/" + id + "/sign", sign(ONE_ETHER)).refused("limit-exceeded");
      }
    }
  }

  @Test
  void answersTheSameToTheSameRequestAndSpendsOnce() throws Exception {
    try (VaultWorld world = VaultWorld.start()) {
      RequestKey agent = world.key();
      String id = create(world, agent, "secp256k1", DAILY);
      String body =
          "{\"form\":\"evm-transaction\",\"transaction\":\"" + ONE_ETHER + "\",\"request\":\"r1\"}";
      Reply first = world.post(agent, "/v1/keys/" + id + "/sign", body).ok();
      Set<Object> results = new HashSet<>(List.of(first.member("results").value()));
      for (int i = 0; i < 5; i++) {
        results.add(
            world.post(agent, "/v1/keys/" + id + "/sign", body).ok().member("results").value());
      }
      try (VaultWorld next = world.next()) {
        Reply again = next.post(agent, "/v1/keys/" + id + "/sign", body).ok();
        results.add(again.member("results").value());
        assertThat(again.receipt().index()).isEqualTo(first.receipt().index());
        next.post(
                agent,
                "/v1/keys/" + id + "/sign",
                "{\"form\":\"evm-transaction\",\"transaction\":\""
                    + transaction("0101010101010101")
                    + "\",\"request\":\"r1\"}")
            .refused("request-id-reused");
      }
      assertThat(results).hasSize(1);
    }
  }

  @Test
  void refusesReplays() throws Exception {
    try (VaultWorld world = VaultWorld.start()) {
      RequestKey agent = world.key();
      String id = create(world, agent, "ed25519", DAILY);
      String path = "/v1/keys/" + id;
      var headers = world.signed(agent, "GET", path, "");
      world.ask("GET", path, headers, "").ok();
      world.ask("GET", path, headers, "").refused("replayed");
      var old = world.signed(agent, "GET", path, "");
      world.pass(Duration.ofMinutes(3));
      world.ask("GET", path, old, "").refused("stale");
      var fresh = world.signed(agent, "GET", path, "");
      try (VaultWorld next = world.next()) {
        next.ask("GET", path, fresh, "").refused("other-epoch");
      }
      world.ask("GET", "/v1/keys/" + "0".repeat(32), fresh, "").refused("bad-signature");
      assertThat(world.get(world.key(), path).status()).as("another's key").isEqualTo(404);
    }
  }

  @Test
  void signsABatchAsOneAct() throws Exception {
    try (VaultWorld world = VaultWorld.start()) {
      RequestKey agent = world.key();
      String id = create(world, agent, "secp256k1", DAILY);
      String three =
          "{\"batch\":["
              + String.join(",", sign(ONE_ETHER), sign(ONE_ETHER), sign(ONE_ETHER))
              + "]}";
      String four = three.replace("[", "[" + sign(ONE_ETHER) + ",");
      world.post(agent, "/v1/keys/" + id + "/sign", four).refused("limit-exceeded");
      assertThat(
              world.post(agent, "/v1/keys/" + id + "/sign", three).ok().member("results").items())
          .hasSize(3);
      world.post(agent, "/v1/keys/" + id + "/sign", sign(ONE_ETHER)).refused("limit-exceeded");
    }
  }

  @Test
  void ownersDecideTogether() throws Exception {
    try (VaultWorld world = VaultWorld.start()) {
      RequestKey one = world.key();
      RequestKey two = world.key();
      RequestKey three = world.key();
      String owners =
          "{\"needed\":2,\"of\":[\"agent:"
              + one.publicKey().id()
              + "\",\"agent:"
              + two.publicKey().id()
              + "\"]}";
      String id =
          world
              .post(
                  one,
                  "/v1/keys",
                  "{\"type\":\"ed25519\",\"policy\":" + DAILY + ",\"owners\":" + owners + "}")
              .ok()
              .member("key")
              .member("id")
              .text();
      String disable = "/v1/keys/" + id + "/disable";
      world.post(three, disable, "{}").refused("not-an-owner");
      Reply waiting = world.post(one, disable, "{}").ok();
      assertThat(waiting.status()).isEqualTo(202);
      String proposal = waiting.member("proposal").text();
      assertThat(world.post(one, disable, "{}").ok().status()).as("not enough").isEqualTo(202);
      String approve = "/v1/keys/" + id + "/approvals";
      String yes = "{\"proposal\":\"" + proposal + "\"}";
      world.post(three, approve, yes).refused("not-an-approver");
      world.post(one, approve, yes).refused("approved-already");
      world.post(two, approve, yes).ok();
      assertThat(world.post(one, disable, "{}").ok().status()).isEqualTo(200);
      assertThat(world.get(one, "/v1/keys/" + id).ok().member("key").member("status").text())
          .isEqualTo("disabled");
      world.post(one, "/v1/keys/" + id + "/sign", sign(ONE_ETHER)).refused("key-disabled");
      assertThat(world.post(two, disable, "{}").status()).as("once").isEqualTo(202);
    }
  }

  @Test
  void listsTheKeysOfTheirOwner() throws Exception {
    try (VaultWorld world = VaultWorld.start()) {
      RequestKey agent = world.key();
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        ids.add(create(world, agent, "ed25519", DAILY));
      }
      create(world, world.key(), "ed25519", DAILY);
      List<String> listed = new ArrayList<>();
      for (JsonNode key : world.get(agent, "/v1/keys").ok().member("keys").items()) {
        listed.add(key.member("id").text());
      }
      assertThat(listed).isEqualTo(ids);
    }
  }

  @Test
  void findsWhatWasEnteredLongAgo() throws Exception {
    try (VaultWorld world = VaultWorld.start()) {
      RequestKey agent = world.key();
      String body = "{\"type\":\"ed25519\",\"policy\":" + DAILY + ",\"request\":\"born\"}";
      Reply born = world.post(agent, "/v1/keys", body).ok();
      String id = born.member("key").member("id").text();
      for (int i = 0; i < 30; i++) {
        world.get(agent, "/v1/keys/" + id + "/history").ok();
        create(world, world.key(), "ed25519", DAILY);
      }
      Reply again = world.post(agent, "/v1/keys", body).ok();
      assertThat(again.receipt().index()).isEqualTo(born.receipt().index());
    }
  }
}
