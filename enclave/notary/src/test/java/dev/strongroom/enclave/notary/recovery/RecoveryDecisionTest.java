// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.channel.SigningKey;
import dev.strongroom.enclave.notary.operators.OperatorQuorum;
import dev.strongroom.ledger.note.KeyType;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.operators.OperatorSignature;
import dev.strongroom.ledger.operators.SignedStatement;
import dev.strongroom.ledger.recovery.LostState;
import dev.strongroom.ledger.recovery.RecoveryStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which requests let a log go on, and which don't.
class RecoveryDecisionTest {
  private static final Instant NOW = Instant.parse("2026-11-21T18:00:00Z");
  private static final Bytes ROOT = Bytes.fromHex("ab".repeat(32));
  private static final SigningKey ANN = key(1);
  private static final SigningKey BOB = key(2);
  private static final SigningKey EVE = key(3);
  private static final Optional<OperatorQuorum> SETTINGS =
      Optional.of(
          new OperatorQuorum(
              2,
              List.of(
                  new OperatorQuorum.Operator("ann", ANN.publicKey()),
                  new OperatorQuorum.Operator("bob", BOB.publicKey()),
                  new OperatorQuorum.Operator("eve", EVE.publicKey()))));

  private static SigningKey key(int seed) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) seed);
    return SigningKey.ofSeed(bytes);
  }

  private static VerifierKey log(String origin, int seed) {
    return new VerifierKey(origin, KeyType.ED25519, key(seed).publicKey());
  }

  private static LostState lost(VerifierKey log, long size, Bytes root, long cosigned) {
    return new LostState(log, size, root, Map.of("w1", cosigned), NOW);
  }

  private static LostState lost() {
    return lost(log("example.com/log", 9), 120, ROOT, 150);
  }

  private static OperatorSignature signature(
      String name, SigningKey key, RecoveryStatement statement) {
    return new OperatorSignature(name, key.publicKey(), key.sign(statement.signed().toByteArray()));
  }

  private static SignedStatement<RecoveryStatement> request(LostState lost) {
    RecoveryStatement statement = new RecoveryStatement(lost, "the disk broke");
    return new SignedStatement<>(
        statement, List.of(signature("ann", ANN, statement), signature("eve", EVE, statement)));
  }

  private static void refused(
      RecoveryRefusal refusal, SignedStatement<RecoveryStatement> request, LostState seen) {
    refused(refusal, SETTINGS, request.encoded(), seen);
  }

  private static void refused(
      RecoveryRefusal refusal, Optional<OperatorQuorum> settings, Bytes stored, LostState seen) {
    assertThatThrownBy(() -> RecoveryDecision.accept(settings, stored, seen))
        .isInstanceOfSatisfying(
            RecoveryRefusedException.class, e -> assertThat(e.refusal()).isEqualTo(refusal))
        .hasMessageContaining(refusal.code());
  }

  @Test
  void acceptsTwoOfThreeForExactlyThisLoss() throws Exception {
    SignedStatement<RecoveryStatement> accepted =
        RecoveryDecision.accept(SETTINGS, request(lost()).encoded(), lost());
    assertThat(accepted.statement().next().origin()).isEqualTo("example.com/log/recovered/1");
    assertThat(accepted.signatures()).hasSize(2);
  }

  @Test
  void acceptsWhenAWitnessIsAwayOrKnowsLess() throws Exception {
    LostState told = new LostState(lost().log(), 120, ROOT, Map.of("w1", 150L, "w2", 140L), NOW);
    for (Map<String, Long> now : List.of(Map.of("w1", 150L), Map.of("w2", 150L, "w3", 121L))) {
      LostState seen = new LostState(told.log(), 120, ROOT, now, NOW.plusSeconds(60));
      assertThat(RecoveryDecision.accept(SETTINGS, request(told).encoded(), seen)).isNotNull();
    }
  }

  @Test
  void refusesWithoutOperatorsInTheConfiguration() {
    refused(RecoveryRefusal.NOT_CONFIGURED, Optional.empty(), request(lost()).encoded(), lost());
  }

  @Test
  void refusesAnotherDeploymentAnotherOriginAndAnotherGeneration() {
    // The same origin, but the key derives from another root secret.
    refused(
        RecoveryRefusal.OTHER_LOG,
        request(lost(log("example.com/log", 8), 120, ROOT, 150)),
        lost());
    refused(
        RecoveryRefusal.OTHER_LOG,
        request(lost(log("example.com/other", 9), 120, ROOT, 150)),
        lost());
    // Once the next generation has begun, the request that began it is about the one before.
    refused(
        RecoveryRefusal.OTHER_LOG,
        request(lost()),
        lost(log("example.com/log/recovered/1", 7), 120, ROOT, 150));
  }

  @Test
  void refusesAnotherState() {
    VerifierKey log = lost().log();
    for (LostState seen :
        List.of(
            lost(log, 119, ROOT, 150),
            lost(log, 121, ROOT, 150),
            lost(log, 120, Bytes.fromHex("cd".repeat(32)), 150))) {
      refused(RecoveryRefusal.OTHER_STATE, request(lost()), seen);
    }
  }

  @Test
  void refusesWhenTheLogWentOnSinceTheOperatorsWereTold() {
    refused(RecoveryRefusal.STALE, request(lost()), lost(lost().log(), 120, ROOT, 151));
  }

  @Test
  void refusesWhatWasToldLongAgoOrIsFromTheFuture() {
    LostState told = lost();
    for (Instant seenAt :
        List.of(
            NOW.plus(RecoveryDecision.VALID).plusSeconds(1), NOW.minus(Duration.ofMinutes(11)))) {
      refused(
          RecoveryRefusal.EXPIRED,
          request(told),
          new LostState(told.log(), 120, ROOT, told.witnesses(), seenAt));
    }
  }

  @Test
  void refusesForgedOperators() {
    RecoveryStatement statement = new RecoveryStatement(lost(), "the disk broke");
    OperatorSignature ann = signature("ann", ANN, statement);
    // A stranger, a stranger under an operator's name, one person under two names.
    for (OperatorSignature other :
        List.of(
            signature("joe", key(5), statement),
            signature("bob", key(5), statement),
            signature("bob", ANN, statement))) {
      refused(
          RecoveryRefusal.UNKNOWN_OPERATOR,
          new SignedStatement<>(statement, List.of(ann, other)),
          lost());
    }
    // The right name and key over other words.
    refused(
        RecoveryRefusal.SIGNATURE_WRONG,
        new SignedStatement<>(
            statement,
            List.of(ann, signature("bob", BOB, new RecoveryStatement(lost(), "other words")))),
        lost());
    refused(
        RecoveryRefusal.SIGNATURE_WRONG,
        new SignedStatement<>(
            statement,
            List.of(
                ann, new OperatorSignature("bob", BOB.publicKey(), Bytes.copyOf(new byte[64])))),
        lost());
  }

  @Test
  void refusesTooFew() {
    RecoveryStatement statement = new RecoveryStatement(lost(), "the disk broke");
    refused(RecoveryRefusal.TOO_FEW, new SignedStatement<>(statement, List.of()), lost());
    SignedStatement<RecoveryStatement> one =
        new SignedStatement<>(statement, List.of(signature("ann", ANN, statement)));
    refused(RecoveryRefusal.TOO_FEW, one, lost());
    // Twice in one file can't be written, and not be read either.
    String twice =
        String.valueOf(one.encoded().asUtf8())
            .replaceFirst("\"signatures\":\\[(\\{[^}]*\\})\\]", "\"signatures\":[$1,$1]");
    refused(RecoveryRefusal.MALFORMED, SETTINGS, Bytes.utf8(twice), lost());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"version\":1}",
        "{\"version\":1,\"statement\":{},\"signatures\":[]}",
        "{\"version\":1,\"statement\":{\"version\":1,\"log\":\"a+b+c\"},\"signatures\":[]}",
        "\u0000"
      })
  void refusesWhatIsNoRequest(String text) {
    refused(RecoveryRefusal.MALFORMED, SETTINGS, Bytes.utf8(text), lost());
    refused(RecoveryRefusal.MALFORMED, SETTINGS, Bytes.copyOf(new byte[] {(byte) 0xff}), lost());
  }

  @Test
  void survivesEveryChangedByte() {
    byte[] good = request(lost()).encoded().toByteArray();
    for (int i = 0; i < good.length; i++) {
      byte[] changed = good.clone();
      changed[i] ^= 0x04;
      assertThatThrownBy(() -> RecoveryDecision.accept(SETTINGS, Bytes.copyOf(changed), lost()))
          .isInstanceOf(RecoveryRefusedException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"threshold\":1,\"operators\":[ANN,BOB]}",
        "{\"threshold\":3,\"operators\":[ANN,BOB]}",
        "{\"threshold\":2,\"operators\":[ANN,ANN]}",
        "{\"threshold\":2,\"operators\":[]}",
        "{\"threshold\":2,\"operators\":[ANN,{\"name\":\"bob\",\"signingKey\":\"00\"}]}",
        "{\"threshold\":2,\"operators\":[ANN,{\"name\":\"B B\",\"signingKey\":\"KEY\"}]}",
        "{\"threshold\":2,\"operators\":[ANN,{\"name\":\"bob\",\"signingKey\":\"KEY\"}]}",
        "{\"threshold\":2,\"operators\":[ANN,BOB],\"more\":1}",
        "{\"operators\":[ANN,BOB]}"
      })
  void refusesSettingsThatSayTooLittle(String text) {
    String json =
        text.replace("ANN", operator("ann", ANN))
            .replace("BOB", operator("bob", BOB))
            .replace("KEY", ANN.publicKey().hex());
    assertThatThrownBy(() -> OperatorQuorum.parse(JsonNode.parse(json)))
        .isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void readsSettings() throws Exception {
    String json =
        "{\"threshold\":2,\"operators\":["
            + operator("ann", ANN)
            + ","
            + operator("bob", BOB)
            + "]}";
    assertThat(OperatorQuorum.parse(JsonNode.parse(json)).names()).containsExactly("ann", "bob");
  }

  private static String operator(String name, SigningKey key) {
    return "{\"name\":\"" + name + "\",\"signingKey\":\"" + key.publicKey().hex() + "\"}";
  }
}
