// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.Facts;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.evm.EvmTransaction;
import dev.strongroom.channel.signature.RefusedRequestException;
import dev.strongroom.channel.signature.RequestPublicKey;
import dev.strongroom.channel.signature.RequestTarget;
import dev.strongroom.channel.signature.SignedRequest;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests that the page signs are those that the vault's side reads, and transactions that it
/// writes are read as what was meant.
class RequestAgreementTest {
  private static final String SCRIPT = "vault-lines.mjs";
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final String NONCE = "00fffefd7f3e".repeat(4);

  /// The generator of secp256k1: whose key signs doesn't matter to what is read.
  private static final PublicKey ANY =
      new PublicKey(
          Curve.SECP256K1,
          Bytes.fromHex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"));

  @TempDir private Path folder;

  @BeforeAll
  static void installed() {
    assumeTrue(BrowserVerifier.installed(), "skipped: needs the package nodejs");
  }

  private List<JsonNode> answers(List<Map<String, ?>> questions) throws Exception {
    List<JsonNode> answers = new ArrayList<>();
    for (String line :
        BrowserVerifier.answers(
            folder, SCRIPT, questions.stream().map(CanonicalJson::text).toList())) {
      answers.add(JsonNode.parse(line));
    }
    assertThat(answers).hasSameSizeAs(questions);
    return answers;
  }

  /// A request as it is asked about.
  private record Asked(RequestTarget target, Bytes body, String epoch) {
    Map<String, Object> members() {
      Map<String, Object> members = new HashMap<>();
      members.put("method", target.method());
      members.put("path", target.path());
      members.put("query", target.query());
      members.put("body", body.hex());
      members.put("epoch", epoch);
      return members;
    }

    Map<String, Object> question(Map<String, ?> request) {
      return Map.of(
          "request", request, "at", NOW.plusMillis(999).toString(), "nonce", NONCE, "lifetime", 90);
    }

    SignedRequest read(JsonNode answer) throws Exception {
      return SignedRequest.parse(target, headers(answer), body);
    }

    static Map<String, List<String>> headers(JsonNode answer) throws Exception {
      Map<String, List<String>> headers = new HashMap<>();
      for (String name : answer.member("headers").names()) {
        headers.put(name, List.of(answer.member("headers").member(name).text()));
      }
      return headers;
    }
  }

  private static List<Asked> requests() {
    Bytes body = Bytes.utf8("{\"form\":\"evm-message\",\"text\":\"zwölf\"}");
    return List.of(
        new Asked(new RequestTarget("POST", "/v1/vault", ""), Bytes.EMPTY, "e".repeat(64)),
        new Asked(new RequestTarget("POST", "/v1/keys/00/sign", ""), body, "epoch~!"),
        new Asked(new RequestTarget("POST", "/v1/keys/00/history", "before=7&x=%20"), body, "1"),
        new Asked(new RequestTarget("PUT", "/a/b;c=1/@", "?\"x"), Bytes.zeros(70_000), "2"));
  }

  @Test
  void aPagesKeySignsRequests() throws Exception {
    List<Asked> all = requests();
    List<JsonNode> answers =
        answers(List.copyOf(all.stream().map(one -> one.question(one.members())).toList()));
    for (int i = 0; i < all.size(); i++) {
      SignedRequest read = all.get(i).read(answers.get(i));
      assertThat(read.base().hex()).isEqualTo(answers.get(i).member("base").text());
      assertThat(read.epoch()).isEqualTo(all.get(i).epoch());
      assertThat(read.nonce().hex()).isEqualTo(NONCE);
      assertThat(read.created()).isEqualTo(NOW);
      assertThat(Duration.between(read.created(), read.expires())).hasSeconds(90);
      RequestPublicKey key = RequestPublicKey.parse(read.keyId());
      read.verify(Optional.of(key));
      Asked other = new Asked(all.get(i).target(), Bytes.utf8("{}"), all.get(i).epoch());
      JsonNode answer = answers.get(i);
      assertThatThrownBy(() -> other.read(answer))
          .isInstanceOf(RefusedRequestException.class)
          .hasMessageStartingWith("wrong-digest");
    }
    Asked elsewhere = new Asked(new RequestTarget("POST", "/v1/keys", ""), Bytes.EMPTY, "1");
    SignedRequest moved = elsewhere.read(answers.getFirst());
    assertThatThrownBy(() -> moved.verify(Optional.of(RequestPublicKey.parse(moved.keyId()))))
        .hasMessageStartingWith("bad-signature");
  }

  @Test
  void aPasskeySignsTheChallengeThatTheVaultExpects() throws Exception {
    Map<String, Object> assertion =
        Map.of(
            "id",
            "AQID",
            "rawId",
            "AQID",
            "type",
            "public-key",
            "response",
            Map.of("x", "ü\u2028"));
    List<Asked> all = requests();
    List<Map<String, ?>> questions = new ArrayList<>();
    for (Asked one : all) {
      Map<String, Object> request = one.members();
      request.put("algorithm", "webauthn");
      request.put("keyId", "AQID_-");
      Map<String, Object> question = new HashMap<>(one.question(request));
      question.put("assertion", assertion);
      questions.add(question);
    }
    List<JsonNode> answers = answers(questions);
    for (int i = 0; i < all.size(); i++) {
      SignedRequest read = all.get(i).read(answers.get(i));
      assertThat(read.challenge().hex()).isEqualTo(answers.get(i).member("challenge").text());
      assertThat(read.keyId()).isEqualTo("AQID_-");
      assertThat(JsonNode.parse(String.valueOf(read.proof().asUtf8())).value())
          .isEqualTo(assertion);
    }
  }

  @Test
  void whatNoVaultTakesIsRefusedBefore() throws Exception {
    Asked good = requests().getFirst();
    List<Map<String, ?>> questions = new ArrayList<>();
    for (Map<String, String> wrong :
        List.of(
            Map.of("method", "post"),
            Map.of("path", "v1"),
            Map.of("path", "/a#b"),
            Map.of("path", "/a?b"),
            Map.of("path", "/a\nb"),
            Map.of("query", "a b"),
            Map.of("epoch", ""),
            Map.of("epoch", "a b"),
            Map.of("epoch", "é"))) {
      Map<String, Object> request = good.members();
      request.putAll(wrong);
      questions.add(good.question(request));
    }
    for (JsonNode answer : answers(questions)) {
      assertThat(answer.optional("refused")).as(answer.toString()).isPresent();
    }
  }

  private static Map<String, String> transaction(String... changes) {
    Map<String, String> fields = new HashMap<>();
    fields.put("chainId", "11155111");
    fields.put("nonce", "0");
    fields.put("priorityFee", "1000000000");
    fields.put("maxFee", "20000000000");
    fields.put("gas", "21000");
    fields.put("to", "0x" + "35".repeat(20));
    fields.put("value", "10000000000000000");
    fields.put("data", "0x");
    for (int i = 0; i < changes.length; i += 2) {
      fields.put(changes[i], changes[i + 1]);
    }
    return fields;
  }

  @Test
  void transactionsAreReadAsTheyWereMeant() throws Exception {
    String most = BigInteger.TWO.pow(256).subtract(BigInteger.ONE).toString();
    List<Map<String, String>> all = new ArrayList<>();
    all.add(transaction());
    all.add(transaction("nonce", "127", "value", "0"));
    all.add(transaction("nonce", "128", "gas", "255", "value", "256"));
    all.add(transaction("chainId", "1", "to", "0x" + "00".repeat(20)));
    all.add(transaction("chainId", String.valueOf(Long.MAX_VALUE), "nonce", "9007199254740993"));
    all.add(transaction("value", most, "gas", "0", "maxFee", "0", "priorityFee", "0"));
    for (int length : new int[] {1, 55, 56, 255, 256, 70_000}) {
      all.add(transaction("data", "0x" + "7f".repeat(length)));
    }
    all.add(transaction("data", "0x80"));
    all.add(transaction("data", "0x00"));
    List<JsonNode> answers =
        answers(List.copyOf(all.stream().map(one -> Map.of("transaction", one)).toList()));
    for (int i = 0; i < all.size(); i++) {
      Map<String, String> meant = all.get(i);
      EvmTransaction read =
          EvmTransaction.parse(Bytes.fromHex(answers.get(i).member("unsigned").text()));
      Facts facts = read.facts(ANY);
      Map<String, String> said = new HashMap<>();
      said.put("chainId", String.valueOf(facts.members().get("chain_id")));
      said.put("nonce", String.valueOf(facts.members().get("nonce")));
      said.put("priorityFee", String.valueOf(facts.members().get("priority_fee")));
      said.put("maxFee", String.valueOf(facts.members().get("gas_price")));
      said.put("gas", String.valueOf(facts.members().get("gas")));
      said.put("to", String.valueOf(facts.members().get("to")));
      said.put("value", String.valueOf(facts.members().get("value")));
      said.put("data", meant.getOrDefault("data", ""));
      assertThat(said).isEqualTo(meant);
      assertThat(facts.members().get("data_length"))
          .isEqualTo(meant.getOrDefault("data", "").length() / 2L - 1);
      assertThat(facts.members().get("type")).isEqualTo(2L);
    }
  }

  @Test
  void transactionsThatCantBeAreRefused() throws Exception {
    String tooMuch = BigInteger.TWO.pow(256).toString();
    List<Map<String, ?>> questions = new ArrayList<>();
    for (Map<String, String> wrong :
        List.of(
            transaction("chainId", "0"),
            transaction("chainId", "9223372036854775808"),
            transaction("nonce", "-1"),
            transaction("priorityFee", "20000000001"),
            transaction("value", tooMuch),
            transaction("value", new BigInteger(tooMuch).subtract(BigInteger.ONE).toString()),
            transaction("to", "0x35"),
            transaction("to", "35".repeat(20)),
            transaction("data", "0x123"))) {
      questions.add(Map.of("transaction", wrong));
    }
    for (String amount : List.of("", "1.", ".5", "1e3", "-1", "01", "1,5", "0." + "1".repeat(19))) {
      questions.add(Map.of("transaction", transaction(), "ether", amount));
    }
    for (JsonNode answer : answers(questions)) {
      assertThat(answer.optional("refused")).as(answer.toString()).isPresent();
    }
    String good =
        answers(List.of(Map.of("transaction", transaction("value", "1"), "ether", " 0.010 ")))
            .getFirst()
            .member("unsigned")
            .text();
    assertThat(EvmTransaction.parse(Bytes.fromHex(good)).facts(ANY).members())
        .containsEntry("value", new BigInteger("10000000000000000"));
  }
}
