// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.SigningKey;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.client.fixtures.ContractVault;
import dev.strongroom.client.fixtures.ContractVault.Answer;
import dev.strongroom.client.fixtures.DoubleKey;
import dev.strongroom.ledger.verification.ReceiptException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The client against a double of the contract, honest and not.
class VaultClientTest {
  private static final Bytes MESSAGE = Bytes.utf8("pay nobody");
  private static final Bytes OTHER = Bytes.utf8("pay somebody");

  private final RequestKey caller = RequestKey.generateEd25519(new SecureRandom());
  private ContractVault vault;
  private VaultClient client;

  @BeforeEach
  void open() throws Exception {
    vault = new ContractVault(DoubleKey.of("a", "ed25519"), DoubleKey.of("b", "secp256k1"));
    client = vault.client(caller);
  }

  @AfterEach
  void close() throws Exception {
    vault.close();
  }

  @Test
  void signsOneAndMany() throws Exception {
    Receipted<List<SignedPayload>> one =
        client.sign("a", SignRequest.of(Payload.message(MESSAGE))).orThrow();
    Bytes publicKey = client.key("a").accounts().getFirst().publicKey();
    assertThat(one.value()).hasSize(1);
    assertThat(
            SigningKey.verifies(publicKey, MESSAGE.toByteArray(), one.value().getFirst().result()))
        .isTrue();
    assertThat(one.receipt().entry().kind()).isEqualTo("key-used");

    Receipted<List<SignedPayload>> many =
        client
            .sign("a", SignRequest.batch(List.of(Payload.message(MESSAGE), Payload.message(OTHER))))
            .orThrow();
    assertThat(SigningKey.verifies(publicKey, OTHER.toByteArray(), many.value().getLast().result()))
        .isTrue();
  }

  @Test
  void createsAndLists() throws Exception {
    JsonNode policy = JsonNode.parse("{\"rules\":[{\"name\":\"r\"}]}");
    KeyReceipt born = client.create("p256", NewKey.of("mine", policy));
    assertThat(born.receipt().entry().kind()).isEqualTo("key-born");
    assertThat(born.key().accounts().getFirst().curve()).isEqualTo("p256");
    assertThat(client.keys(OptionalLong.empty()).keys()).hasSize(3).contains(client.key("b"));
    assertThat(client.owner().disable("a").orThrow().entry().kind()).isEqualTo("key-disabled");
    assertThat(client.info().simulated()).isTrue();
  }

  @Test
  void asksForTheBootAgainOnceAndThenGivesUp() throws Exception {
    VaultKey before = client.key("a");
    vault.reboot();
    assertThat(client.key("a")).isEqualTo(before);
    assertThat(vault.asked())
        .containsExactly(
            "GET /v1/vault", "GET /v1/keys/a", "GET /v1/keys/a", "GET /v1/vault", "GET /v1/keys/a");
    vault.script((_, path, honest) ->
        path.equals("/v1/vault") ? honest : ContractVault.refusal(401, "other-epoch"));
    assertThatExceptionOfType(VaultRefusedException.class)
        .isThrownBy(() -> client.key("a"))
        .satisfies(e -> assertThat(e.code()).isEqualTo("other-epoch"));
    assertThat(vault.asked()).hasSize(8);
  }

  @Test
  void tellsWhatTheVaultRefuses() throws Exception {
    vault.script((_, path, honest) ->
        path.equals("/v1/vault")
            ? honest
            : new Answer(
                403,
                Map.of(
                    "error",
                    Map.of(
                        "code",
                        "limit-exceeded",
                        "message",
                        "too much",
                        "findings",
                        List.of(Map.of("rule", "r", "applied", false, "why", "1 > 0")),
                        "receipt",
                        vault
                            .log()
                            .enter("a", Map.of("kind", "refusal", "act", "sign"))
                            .content()))));
    assertThatExceptionOfType(VaultRefusedException.class)
        .isThrownBy(() -> client.sign("a", SignRequest.of(Payload.message(MESSAGE))))
        .withMessage("limit-exceeded: too much")
        .satisfies(e -> {
          assertThat(e.status()).isEqualTo(403);
          assertThat(e.findings()).containsExactly(new Finding("r", false, "1 > 0"));
          assertThat(e.receipt().orElseThrow().entry().kind()).isEqualTo("refusal");
          assertThat(e.passing()).isFalse();
        });
  }

  @Test
  void waitsForApprovals() throws Exception {
    Map<String, Object> approvals =
        Map.of(
            "needed",
            2,
            "given",
            List.of(),
            "approvers",
            List.of("agent:x", "agent:y"),
            "until",
            "2026-11-22T00:00:00Z");
    vault.script((_, path, honest) ->
        path.equals("/v1/keys/a/sign")
            ? new Answer(202, Map.of("proposal", "p1", "approvals", approvals))
            : honest);
    Outcome<?> outcome = client.sign("a", SignRequest.of(Payload.message(MESSAGE)));
    assertThat(outcome).isInstanceOf(Outcome.ApprovalNeeded.class);
    assertThatExceptionOfType(ApprovalNeededException.class)
        .isThrownBy(outcome::orThrow)
        .satisfies(e -> {
          assertThat(e.approvals().proposal()).isEqualTo("p1");
          assertThat(e.approvals().approvers()).containsExactly("agent:x", "agent:y");
        });
  }

  /// Lies, each caught before a signature is given out.
  @Test
  void givesOutNothingWithAReceiptOfSomethingElse() throws Exception {
    List<ContractVault.Script> lies = new ArrayList<>();
    // Another key's receipt.
    lies.add(
        (_, _, honest) -> with(honest, "receipt", vault.log().enter("b", used(honest)).content()));
    // Another kind.
    lies.add((_, _, honest) ->
        with(honest, "receipt", vault.log().enter("a", Map.of("kind", "key-rotated")).content()));
    // Another payload.
    lies.add((_, _, honest) ->
        with(
            honest,
            "receipt",
            vault
                .log()
                .enter(
                    "a",
                    Map.of(
                        "kind",
                        "key-used",
                        "act",
                        "sign",
                        "payloads",
                        List.of(
                            Map.of(
                                "form", "message",
                                "digest", "00".repeat(32),
                                "signatures", List.of("00")))))
                .content()));
    // Other results than were entered.
    lies.add((_, _, honest) -> with(honest, "results", List.of()));
    // No receipt.
    lies.add((_, _, honest) ->
        new Answer(200, Map.of("results", honest.body().getOrDefault("results", List.of()))));
    for (ContractVault.Script lie : lies) {
      vault.script((method, path, honest) ->
          path.endsWith("/sign") ? lie.answer(method, path, honest) : honest);
      assertThatExceptionOfType(UnusableVaultAnswerException.class)
          .isThrownBy(() -> client.sign("a", SignRequest.of(Payload.message(MESSAGE))));
    }
  }

  private static Map<String, Object> used(Answer honest) {
    Map<?, ?> receipt = (Map<?, ?>) honest.body().getOrDefault("receipt", Map.of());
    Map<String, Object> members = new LinkedHashMap<>();
    ((Map<?, ?>) receipt.get("entry"))
        .forEach((name, value) -> members.put(name.toString(), value));
    return members;
  }

  private static Answer with(Answer honest, String member, Object value) {
    Map<String, Object> body = new LinkedHashMap<>(honest.body());
    body.put(member, value);
    return new Answer(honest.status(), body);
  }

  @Test
  void verifiesReceiptsByThePolicy() throws Exception {
    try (ContractVault other = new ContractVault(DoubleKey.of("a", "ed25519"))) {
      VaultClient strict = vault.client(caller, Optional.of(other.judge()));
      // Both logs have the same key, but the enclave is another maker's.
      assertThatExceptionOfType(UnusableVaultAnswerException.class)
          .isThrownBy(() -> strict.sign("a", SignRequest.of(Payload.message(MESSAGE))))
          .withCauseInstanceOf(ReceiptException.class);
      VaultClient lenient = vault.client(caller, Optional.empty());
      assertThat(lenient.sign("a", SignRequest.of(Payload.message(MESSAGE))).orThrow().value())
          .hasSize(1);
    }
  }

  @Test
  void readsTheWholeHistoryByPages() throws Exception {
    for (int i = 0; i < 7; i++) {
      assertThat(client.sign("b", SignRequest.of(Payload.message(MESSAGE))).orThrow().value())
          .hasSize(1);
    }
    List<HistoryPage> pages = client.history("b");
    assertThat(pages).hasSize(2);
    List<HistoryPage> kept = new ArrayList<>();
    for (HistoryPage page : pages) {
      kept.add(HistoryPage.parse(page.json()));
    }
    HistoryVerdict verdict = KeyHistory.check("b", kept, vault.judge());
    assertThat(verdict.findings()).allMatch(HistoryVerdict.Finding::passed);
    assertThat(verdict.entries()).isEqualTo(9);
    assertThat(verdict.accepted()).isTrue();
  }

  @Test
  void refusesIdsThatLeadElsewhere() {
    for (String id : List.of("", "..", "a/b", "a?b", "a b", "é")) {
      assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> client.key(id));
    }
  }
}
