// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.enclave.vault.VaultWorld.Reply;
import dev.strongroom.enclave.vault.key.VaultContents;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Ways around a policy: what it can't read, what it reads as something else, numbers that wrap,
/// letters that look like others, and everything at once.
class PolicyAbuseTest {
  private static final BigInteger WORD = BigInteger.TWO.pow(256);
  private static final BigInteger HALF = BigInteger.TWO.pow(255);

  /// Transfers of a token up to a limit; ether up to all that 256 bits can say.
  private static final String LIMITED =
      """
      {"version":1,"rules":[
       {"name":"token","effect":"allow","acts":["sign"],"on":["evm-transaction"],"sessions":true,
        "when":"tx.call.name == \\"transfer\\" && tx.value == amount(0)",
        "limits":[{"name":"tokens","measure":"tx.call.amount","most":"100","within":"forever"}]},
       {"name":"ether","effect":"allow","acts":["sign"],"on":["evm-transaction"],"sessions":true,
        "when":"tx.data_length == 0",
        "limits":[{"name":"wei","measure":"tx.value","most":"%s","within":"forever"}]}]}
      """
          .formatted(WORD.subtract(BigInteger.ONE));

  private VaultWorld world = null;
  private RequestKey owner = null;
  private String id = "";

  @BeforeEach
  void start() throws Exception {
    world = VaultWorld.start();
    owner = world.key();
    id = Refused.key(world, owner, "secp256k1", LIMITED, "");
  }

  @AfterEach
  void close() {
    world.close();
  }

  private Reply sign(String body) throws Exception {
    return world.post(owner, "/v1/keys/" + id + "/sign", body);
  }

  /// Also as part of a batch whose rest is fine.
  private void refused(String payload, String code) throws Exception {
    Refused.entered(sign(payload), id, code);
    String fine = Rlp.sign(Rlp.transaction(Rlp.TO, BigInteger.ZERO, ""));
    Refused.entered(sign("{\"batch\":[" + fine + "," + payload + "]}"), id, code);
    assertThat(world.dossier(VaultContents.key(id)))
        .as("nothing was signed")
        .noneMatch(entry -> "key-used".equals(((Map<?, ?>) entry.value()).get("kind")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"00", "03", "05", "06", "7f", "80", "b8", "ff"})
  void transactionsOfUnknownTypes(String type) throws Exception {
    refused(Rlp.sign(Rlp.transaction(type, "3b9aca00", Rlp.TO, "0a", "")), "undecodable");
  }

  @Test
  void garbage() throws Exception {
    String good = Rlp.transaction(Rlp.TO, BigInteger.TEN, "");
    for (String bad :
        List.of(
            "02",
            "02c0",
            good + "00",
            good.substring(0, good.length() - 2),
            "02" + good,
            // A list whose length needs more bytes than there are.
            "02ffffffffffffffffff",
            // Lists in lists.
            "02" + "c1".repeat(2000) + "c0")) {
      refused(Rlp.sign(bad), "undecodable");
      world.pass(Duration.ofSeconds(10));
    }
  }

  @Test
  void aTransferInsideAnotherCall() throws Exception {
    String transfer = Rlp.transfer(BigInteger.valueOf(1000));
    // multicall(bytes[]) with one call.
    String multicall =
        "ac9650d8"
            + word(0x20)
            + word(1)
            + word(0x20)
            + word(transfer.length() / 2)
            + transfer
            + "0".repeat(56);
    refused(Rlp.sign(Rlp.transaction(Rlp.TO, BigInteger.ZERO, multicall)), "no-rule");
    // A transfer with something behind its arguments, or with dirt in its address.
    String small = Rlp.transfer(BigInteger.ONE);
    refused(Rlp.sign(Rlp.transaction(Rlp.TO, BigInteger.ZERO, small + "00")), "no-rule");
    String dirty = small.substring(0, 8) + "01" + small.substring(10);
    refused(Rlp.sign(Rlp.transaction(Rlp.TO, BigInteger.ZERO, dirty)), "no-rule");
    // The call's selector alone.
    refused(Rlp.sign(Rlp.transaction(Rlp.TO, BigInteger.ZERO, "a9059cbb")), "no-rule");
  }

  private static String word(int number) {
    return String.format("%064x", number);
  }

  @Test
  void amountsThatWrap() throws Exception {
    refused(
        Rlp.sign(
            Rlp.transaction(Rlp.TO, BigInteger.ZERO, Rlp.transfer(WORD.subtract(BigInteger.ONE)))),
        "limit-exceeded");
    // 33 bytes, and a fee that makes more than 256 bits with the gas.
    refused(Rlp.sign(Rlp.transaction(Rlp.TO, WORD, "")), "undecodable");
    refused(Rlp.sign(Rlp.transaction("02", "ff".repeat(32), Rlp.TO, "0a", "")), "undecodable");
    // A zero in front is another number to others.
    refused(Rlp.sign(Rlp.transaction("02", "3b9aca00", Rlp.TO, "000a", "")), "undecodable");
  }

  @Test
  void sumsThatWrap() throws Exception {
    String half = Rlp.sign(Rlp.transaction(Rlp.TO, HALF, ""));
    Refused.entered(sign("{\"batch\":[" + half + "," + half + "]}"), id, "limit-exceeded");
    sign(half).ok();
    Refused.entered(sign(half), id, "limit-exceeded");
    sign(Rlp.sign(Rlp.transaction(Rlp.TO, HALF.subtract(BigInteger.ONE), ""))).ok();
    Refused.entered(
        sign(Rlp.sign(Rlp.transaction(Rlp.TO, BigInteger.ONE, ""))), id, "limit-exceeded");
  }

  @Test
  void textsThatLookLikeOthers() throws Exception {
    id =
        Refused.key(
            world,
            owner,
            "secp256k1",
            """
            {"version":1,"rules":[{"name":"login","effect":"allow","acts":["sign"],
             "on":["evm-message"],"when":"tx.text.startsWith(\\"Sign in to \\")"}]}
            """,
            "");
    sign(message("Sign in to example.com")).ok();
    for (String text :
        List.of(
            // Cyrillic letters, a hidden one, another direction.
            "Sign in to ex\u0430mple.com",
            "Sign in to \u0435\u0445\u0430.com",
            "Sign in to exam\u200bple.com",
            "Sign in to \u202emoc.elpmaxe",
            "Sign in to \uff45\uff58\uff41mple.com")) {
      Refused.entered(sign(message(text)), id, "unsure");
    }
    Refused.entered(sign(message("\u0405ign in to example.com")), id, "no-rule");
    // Bytes that are no text.
    Refused.entered(sign("{\"form\":\"evm-message\",\"message\":\"ff00\"}"), id, "no-rule");
  }

  private static String message(String text) {
    return "{\"form\":\"evm-message\",\"text\":" + CanonicalJson.text(text) + "}";
  }

  @Test
  void domainsThatLookLikeOthers() throws Exception {
    String policy =
        """
        {"version":1,"rules":[{"name":"%s","effect":"allow","acts":["sign"],
         "on":["evm-typed-data"]%s}]}
        """;
    id = Refused.key(world, owner, "secp256k1", policy.formatted("any", ""), "");
    sign(typed("Circle")).ok();
    Refused.entered(sign(typed("\u0421ircle")), id, "unsure");
    id =
        Refused.key(
            world,
            owner,
            "secp256k1",
            policy.formatted("named", ",\"when\":\"tx.domain.name == \\\"Circle\\\"\""),
            "");
    sign(typed("Circle")).ok();
    Refused.entered(sign(typed("\u0421ircle")), id, "no-rule");
    Refused.entered(sign(typed("Circle ")), id, "no-rule");
  }

  private static String typed(String name) {
    return """
    {"form":"evm-typed-data","typedData":{
     "types":{"EIP712Domain":[{"name":"name","type":"string"}],
              "Mail":[{"name":"contents","type":"string"}]},
     "primaryType":"Mail","domain":{"name":%s},"message":{"contents":"hi"}}}
    """
        .formatted(CanonicalJson.text(name));
  }

  @Test
  void addressesInAnAllowListThatLookLikeOthers() throws Exception {
    String policy =
        """
        {"version":1,"sets":{"shops":["%s"]},"rules":[{"name":"shops","effect":"allow",
         "acts":["sign"],"on":["evm-transaction"],"when":"tx.to in sets.shops"}]}
        """;
    // EIP-55's letters are the only ones that an address is written in.
    String vitalik = "0xd8da6bf26964af9d7eed9e03e53415d37aa96045";
    Refused.atTheDoor(
        world,
        world.post(
            owner,
            "/v1/keys",
            "{\"type\":\"secp256k1\",\"policy\":" + policy.formatted(vitalik) + "}"),
        "malformed-policy");
    Refused.entered(
        world.put(
            owner, "/v1/keys/" + id + "/policy", "{\"policy\":" + policy.formatted(vitalik) + "}"),
        id,
        "malformed-policy");
    // A Cyrillic x: it is nobody's address, so nobody can be paid.
    id = Refused.key(world, owner, "secp256k1", policy.formatted("0\u0445" + Rlp.TO), "");
    Refused.entered(sign(Rlp.sign(Rlp.transaction(Rlp.TO, BigInteger.TEN, ""))), id, "no-rule");
    id = Refused.key(world, owner, "secp256k1", policy.formatted("0x" + Rlp.TO), "");
    sign(Rlp.sign(Rlp.transaction(Rlp.TO, BigInteger.TEN, ""))).ok();
  }

  @Test
  void typedDataTooDeepForAnEntry() throws Exception {
    id =
        Refused.key(
            world,
            owner,
            "secp256k1",
            """
            {"version":1,"rules":[{"name":"any","effect":"allow","acts":["sign"],
             "on":["evm-typed-data"]}]}
            """,
            "");
    for (int depth = 1; depth < 20; depth++) {
      Reply reply = sign(nested(depth));
      if (depth < 12) {
        reply.ok();
      } else if (reply.status() != 200) {
        // Deeper than requests go.
        reply.refused("malformed");
      }
    }
  }

  /// Structs in one another.
  private static String nested(int depth) {
    StringBuilder types = new StringBuilder();
    StringBuilder message = new StringBuilder("{\"x\":1}");
    for (int i = 0; i < depth; i++) {
      types.append(",\"T%d\":[{\"name\":\"x\",\"type\":\"T%d\"}]".formatted(i, i + 1));
      message.insert(0, "{\"x\":").append('}');
    }
    return """
    {"form":"evm-typed-data","typedData":{
     "types":{"EIP712Domain":[{"name":"name","type":"string"}],
              "T%d":[{"name":"x","type":"uint256"}]%s},
     "primaryType":"T0","domain":{"name":"a"},"message":%s}}
    """
        .formatted(depth, types, message);
  }

  @Test
  void moreThanAnEntryHolds() throws Exception {
    id =
        Refused.key(
            world,
            owner,
            "ed25519",
            """
            {"version":1,"rules":[{"name":"any","effect":"allow","acts":["sign"],
             "on":["message"],"acceptUnsure":["any-message"]}]}
            """,
            "");
    List<String> batch = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      batch.add("{\"form\":\"message\",\"message\":\"" + "%02x".formatted(i).repeat(800) + "\"}");
    }
    assertThat(sign("{\"batch\":[" + String.join(",", batch) + "]}").ok().status()).isEqualTo(200);
  }

  @Test
  void allTogetherSpendNoMoreThanTheLimit() throws Exception {
    List<RequestKey> callers = new ArrayList<>(List.of(owner));
    for (int i = 0; i < 2; i++) {
      RequestKey session = world.key();
      world
          .post(
              owner,
              "/v1/keys/" + id + "/sessions",
              "{\"publicKey\":\""
                  + session.publicKey().id()
                  + "\",\"scope\":{\"forms\":[\"evm-transaction\"]},\"expires\":\""
                  + world.now().plus(Duration.ofHours(1))
                  + "\"}")
          .ok();
      callers.add(session);
    }
    // Seven tokens each, of one hundred: fourteen fit.
    String one =
        Rlp.sign(Rlp.transaction(Rlp.TO, BigInteger.ZERO, Rlp.transfer(BigInteger.valueOf(7))));
    String three = "{\"batch\":[" + String.join(",", one, one, one) + "]}";
    List<String> others = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      others.add(Refused.key(world, owner, "secp256k1", LIMITED, ""));
    }
    int signed = 0;
    Map<String, Integer> ofOthers = new java.util.HashMap<>();
    try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Reply>> asked = new ArrayList<>();
      List<String> keys = new ArrayList<>();
      for (int i = 0; i < 90; i++) {
        RequestKey caller = callers.get(i % 3);
        String body = i % 4 == 0 ? three : one;
        asked.add(many.submit(() -> world.post(caller, "/v1/keys/" + id + "/sign", body)));
        keys.add(id);
        String other = others.get(i % 5);
        asked.add(many.submit(() -> world.post(owner, "/v1/keys/" + other + "/sign", body)));
        keys.add(other);
      }
      for (int i = 0; i < asked.size(); i++) {
        Reply reply = asked.get(i).get();
        int count = reply.status() == 200 ? reply.member("results").items().size() : 0;
        if (count == 0) {
          reply.refused("limit-exceeded");
        }
        if (keys.get(i).equals(id)) {
          signed += count;
        } else {
          ofOthers.merge(keys.get(i), count, Integer::sum);
        }
      }
    }
    assertThat(signed).isEqualTo(14);
    assertThat(ofOthers.values()).hasSize(5).allMatch(count -> count == 14);
    int entered = 0;
    for (JsonNode entry : world.dossier(VaultContents.key(id))) {
      if (entry.member("kind").text().equals("key-used")) {
        entered += entry.member("payloads").items().size();
      }
    }
    assertThat(entered).isEqualTo(14);
    try (VaultWorld next = world.next()) {
      next.pass(Duration.ofMinutes(1));
      Refused.entered(next.post(owner, "/v1/keys/" + id + "/sign", one), id, "limit-exceeded");
    }
  }
}
