// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia;

import static dev.strongroom.attestation.fixtures.FakeNras.AT;
import static dev.strongroom.attestation.fixtures.FakeNras.GPU;
import static dev.strongroom.attestation.fixtures.FakeNras.HEADER;
import static dev.strongroom.attestation.fixtures.FakeNras.NONCE;
import static dev.strongroom.attestation.fixtures.FakeNras.OVERALL;
import static dev.strongroom.attestation.fixtures.FakeNras.SWITCH;
import static dev.strongroom.attestation.fixtures.FakeNras.digest;
import static dev.strongroom.attestation.fixtures.FakeNras.eat;
import static dev.strongroom.attestation.fixtures.FakeNras.jwk;
import static dev.strongroom.attestation.fixtures.FakeNras.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Check;
import dev.strongroom.attestation.Check.Outcome;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Endorsements.Item;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.attestation.fixtures.FakeNras;
import dev.strongroom.attestation.fixtures.NvidiaVectors;
import dev.strongroom.attestation.fixtures.Vectors;
import dev.strongroom.attestation.nitro.Verdicts;
import dev.strongroom.attestation.nvidia.nras.NrasAnswer;
import dev.strongroom.attestation.nvidia.nras.NrasPolicy;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Answers of NVIDIA's service: real ones, whose keys nobody has, and answers of a service of ours.
class NrasTest {
  private static final Verifier VERIFIER =
      Verifier.create(SignatureProvider.jdk(), PathCache.none());
  private static final KeyPair KEYS = FakeNitro.p384();

  private static final NrasPolicy POLICY =
      new NrasPolicy(
          Set.of(NrasPolicy.PRODUCTION),
          new Ignore<>("the test's own"),
          new Require<>(true),
          new Require<>(2),
          new Require<>(Set.of("550.90.07")),
          new Require<>(Set.of("96.00.9F.00.01", "96.10.55.00.01")),
          new Require<>(Set.of("123")));

  private static String answer(String header, String overall, String gpu, String nvSwitch) {
    return FakeNras.answer(KEYS, header, overall, gpu, nvSwitch);
  }

  private static Endorsements keys(String... jwks) {
    return new Endorsements(
        List.of(Item.of(Endorsements.Type.KEY_SET, Bytes.utf8(FakeNras.keySet(jwks)))));
  }

  private static Verdict judge(String answer, Endorsements keys, Instant at) throws Exception {
    return VERIFIER.explain(
        NrasAnswer.parse(Bytes.utf8(answer)),
        keys,
        POLICY,
        Challenge.ofNonce(Bytes.fromHex(NONCE)),
        AppraisalTime.at(at));
  }

  private static List<String> failures(Verdict verdict) {
    return verdict.checks().stream()
        .filter(check -> check.outcome() == Outcome.FAILED)
        .map(Verdicts::describe)
        .toList();
  }

  private record Case(
      String name, String answer, Endorsements keys, Instant at, List<String> failures) {}

  private static Case change(String name, String from, String to, String... failures) {
    String gpu = GPU.replace(from, to);
    String nvSwitch = SWITCH.replace(from, to);
    String overall = OVERALL.replace(from, to);
    assertThat(gpu + nvSwitch + overall).isNotEqualTo(GPU + SWITCH + OVERALL);
    return new Case(
        name, answer(HEADER, overall, gpu, nvSwitch), keys(jwk("k1", KEYS)), AT, List.of(failures));
  }

  /// What is changed.
  static List<String> names() {
    List<String> names = new ArrayList<>(cases().stream().map(Case::name).toList());
    names.addAll(
        List.of(
            "keysOfNoAcceptedSet",
            "whatAnAnswerHasNoFieldFor",
            "aPolicyForGpusThemselves",
            "atItsOwnTimeWithoutOne"));
    return names;
  }

  private static List<Case> cases() {
    String good = answer(HEADER, OVERALL, GPU, SWITCH);
    String first = token(KEYS, HEADER, GPU);
    String second = token(KEYS, HEADER, SWITCH);
    String other = token(KEYS, HEADER, GPU.replace("null", "\"x\""));
    String overall =
        token(
            KEYS,
            HEADER,
            OVERALL.replace("GPUDIGEST", digest(first)).replace("SWDIGEST", digest(second)));
    KeyPair stranger = FakeNitro.p384();
    Endorsements ours = keys(jwk("k1", KEYS));
    List<String> noKey = List.of("nras.key endorsement-missing", "nras.signature unverifiable");
    return List.of(
        new Case("good", good, ours, AT, List.of()),
        new Case("its last second", good, ours, Instant.ofEpochSecond(1_750_003_599), List.of()),
        new Case("no keys", good, Endorsements.NONE, AT, noKey),
        new Case("another key", good, keys(jwk("k2", KEYS)), AT, noKey),
        new Case(
            "one name for two keys", good, keys(jwk("k1", KEYS), jwk("k1", stranger)), AT, noKey),
        new Case(
            "a key for encryption",
            good,
            keys(jwk("k1", KEYS).replace("\"sig\"", "\"enc\"")),
            AT,
            noKey),
        new Case(
            "a stranger's key of that name",
            good,
            keys(jwk("k1", stranger)),
            AT,
            List.of("nras.signature signature-invalid")),
        new Case(
            "algorithm none",
            answer("{\"alg\":\"none\",\"kid\":\"k1\"}", OVERALL, GPU, SWITCH),
            ours,
            AT,
            List.of("nras.algorithm unsupported-algorithm", "nras.signature signature-invalid")),
        new Case(
            "a symmetric algorithm",
            answer("{\"alg\":\"HS384\",\"kid\":\"k1\"}", OVERALL, GPU, SWITCH),
            ours,
            AT,
            List.of("nras.algorithm unsupported-algorithm", "nras.signature signature-invalid")),
        new Case(
            "critical extensions",
            answer("{\"alg\":\"ES384\",\"kid\":\"k1\",\"crit\":[\"x\"]}", OVERALL, GPU, SWITCH),
            ours,
            AT,
            List.of("nras.algorithm unexpected-header")),
        new Case(
            "no key named", answer("{\"alg\":\"ES384\"}", OVERALL, GPU, SWITCH), ours, AT, noKey),
        new Case(
            "a device's token exchanged",
            eat(overall, other, second),
            ours,
            AT,
            List.of("nras.digests inconsistent")),
        new Case(
            "tokens that disagree",
            answer(HEADER, OVERALL.replace(NONCE, "cd".repeat(32)), GPU, SWITCH),
            ours,
            AT,
            List.of("nras.agreement inconsistent", "policy.nonce nonce-differs")),
        new Case(
            "a device's token left out",
            "[[\"JWT\",\"" + overall + "\"],{\"GPU-0\":\"" + first + "\"}]",
            ours,
            AT,
            List.of("nras.digests inconsistent", "policy.count count-not-accepted")),
        new Case(
            "expired",
            good,
            ours,
            Instant.ofEpochSecond(1_750_003_600),
            List.of("policy.time endorsement-out-of-date")),
        new Case(
            "too early",
            good,
            ours,
            Instant.ofEpochSecond(1_749_999_999),
            List.of("policy.time endorsement-out-of-date")),
        change("another digest", "SHA-256", "SHA-1", "nras.digests inconsistent"),
        change("no end", ",\"exp\":1750003600", "", "policy.time no-time-stated"),
        change(
            "another issuer",
            "https://nras.attestation.nvidia.com",
            "https://nras.example",
            "policy.issuer issuer-not-accepted"),
        change("another nonce", NONCE, "cd".repeat(32), "policy.nonce nonce-differs"),
        change(
            "overall result false",
            "att-result\":true",
            "att-result\":false",
            "policy.result result-not-accepted"),
        change(
            "overall result as text",
            "att-result\":true",
            "att-result\":\"true\"",
            "policy.result result-not-accepted"),
        change(
            "measurements differ",
            "\"success\"",
            "\"fail\"",
            "policy.measurements measurement-not-accepted"),
        change("measurements of claims of version 2", "\"success\"", "\"comparison-successful\""),
        change(
            "nothing of measurements",
            "\"measres\":\"success\",",
            "",
            "policy.measurements measurement-not-accepted"),
        change("debugging", "disabled", "enabled", "policy.debug debug-mode"),
        change(
            "no secure boot",
            "\"secboot\":true",
            "\"secboot\":false",
            "policy.secure-boot secure-boot-not-accepted"),
        change("another device", "\"123\"", "\"124\"", "policy.device device-not-accepted"),
        change("another driver", "550.90.07", "550.90.08", "policy.driver driver-not-accepted"),
        change("another VBIOS", "96.00.9F", "96.00.9E", "policy.vbios vbios-not-accepted"),
        change(
            "no VBIOS named",
            "x-nvidia-switch-bios-version",
            "x-something",
            "policy.vbios vbios-not-accepted"));
  }

  @TestFactory
  Stream<DynamicTest> eachRuleIsBrokenOnce() {
    return cases().stream()
        .map(c ->
            DynamicTest.dynamicTest(
                c.name(),
                () -> {
                  Verdict verdict = judge(c.answer(), c.keys(), c.at());
                  assertThat(failures(verdict)).isEqualTo(c.failures());
                  assertThat(verdict.accepted()).isEqualTo(c.failures().isEmpty());
                  assertThat(verdict.checks()).extracting(Check::name).doesNotHaveDuplicates();
                }));
  }

  @Test
  void withoutAPolicyNothingIsAccepted() throws Exception {
    Verdict verdict =
        VERIFIER.inspect(
            NrasAnswer.parse(Bytes.utf8(answer(HEADER, OVERALL, GPU, SWITCH))),
            keys(jwk("k1", KEYS)),
            List.of(),
            AppraisalTime.at(AT));
    assertThat(verdict.genuine()).isTrue();
    assertThat(verdict.accepted()).isFalse();
  }

  private static NrasPolicy trusting(Requirement<Set<Bytes>> keySets) {
    return new NrasPolicy(
        POLICY.issuers(),
        keySets,
        POLICY.nonce(),
        POLICY.devices(),
        POLICY.driverVersions(),
        POLICY.vbiosVersions(),
        POLICY.ueids());
  }

  /// Endorsements may come from whoever sent the answer: then only the policy tells whose keys
  /// count.
  @Test
  void keysOfNoAcceptedSet() throws Exception {
    Endorsements ours = keys(jwk("k1", KEYS));
    Bytes accepted = Bytes.fromHex(digest(ours.of(Endorsements.Type.KEY_SET).getFirst().asUtf8()));
    NrasAnswer answer = NrasAnswer.parse(Bytes.utf8(answer(HEADER, OVERALL, GPU, SWITCH)));
    Challenge challenge = Challenge.ofNonce(Bytes.fromHex(NONCE));
    Verdict verdict =
        VERIFIER.explain(
            answer,
            ours,
            trusting(new Require<>(Set.of(accepted))),
            challenge,
            AppraisalTime.at(AT));
    assertThat(verdict.accepted()).isTrue();
    // The same key, in a set of somebody else's making.
    Verdict other =
        VERIFIER.explain(
            answer,
            keys(jwk("k1", KEYS), jwk("k2", KEYS)),
            trusting(new Require<>(Set.of(accepted))),
            challenge,
            AppraisalTime.at(AT));
    assertThat(other.genuine()).isTrue();
    assertThat(failures(other)).containsExactly("policy.keys key-set-not-accepted");
  }

  @Test
  void aPolicyForGpusThemselves() throws Exception {
    Verdict verdict =
        VERIFIER.explain(
            NrasAnswer.parse(Bytes.utf8(answer(HEADER, OVERALL, GPU, SWITCH))),
            keys(jwk("k1", KEYS)),
            NvidiaPolicies.lenient(EvidenceKind.NVIDIA_GPU).build(),
            Challenge.ofNonce(Bytes.fromHex(NONCE)),
            AppraisalTime.at(AT));
    assertThat(failures(verdict)).containsExactly("policy.kind wrong-kind");
    assertThat(verdict.accepted()).isFalse();
  }

  @Test
  void atItsOwnTimeWithoutOne() throws Exception {
    String undated = OVERALL.replace("\"iat\"", "\"issued\"");
    assertThat(undated).isNotEqualTo(OVERALL);
    Verdict verdict =
        VERIFIER.explain(
            NrasAnswer.parse(Bytes.utf8(answer(HEADER, undated, GPU, SWITCH))),
            keys(jwk("k1", KEYS)),
            POLICY,
            Challenge.ofNonce(Bytes.fromHex(NONCE)),
            AppraisalTime.archived());
    assertThat(failures(verdict)).startsWith("evidence.time no-time-stated");
    assertThat(verdict.accepted()).isFalse();
  }

  @Test
  void whatAnAnswerHasNoFieldFor() throws Exception {
    Bytes data = Bytes.utf8("data");
    Verdict verdict =
        VERIFIER.explain(
            NrasAnswer.parse(Bytes.utf8(answer(HEADER, OVERALL, GPU, SWITCH))),
            keys(jwk("k1", KEYS)),
            POLICY,
            Challenge.ofNonce(Bytes.fromHex(NONCE)).withPublicKey(data).withUserData(data),
            AppraisalTime.at(AT));
    assertThat(failures(verdict))
        .containsExactly(
            "policy.public-key public-key-differs", "policy.user-data user-data-differs");
  }

  @Test
  void isRecognisedByContent() throws Exception {
    String answer = answer(HEADER, OVERALL, GPU, SWITCH);
    for (String form : List.of(answer, " \n" + answer, "{\"detached_eat\":" + answer + "}")) {
      Evidence evidence = Evidence.parse(Bytes.utf8(form));
      assertThat(evidence).isInstanceOf(NrasAnswer.class);
      assertThat(evidence.claims(false).nonce()).contains(Bytes.fromHex(NONCE));
      assertThat(evidence.claims(false).time()).contains(Instant.ofEpochSecond(1_750_000_000));
      assertThat(evidence.claims(false).instance()).isEqualTo("123,123");
      assertThat(evidence.claims(false).debug()).isFalse();
      assertThat(evidence.claims(false).details())
          .containsEntry("gpu-0.driver", "550.90.07")
          .containsEntry("result", "true");
      Verdict verdict =
          VERIFIER.explain(
              evidence,
              keys(jwk("k1", KEYS)),
              POLICY,
              Challenge.ofNonce(Bytes.fromHex(NONCE)),
              AppraisalTime.archived());
      assertThat(verdict.accepted()).isTrue();
    }
    String strange =
        answer(HEADER, OVERALL.replace(NONCE, "xyz"), GPU.replace("disabled", "enabled"), SWITCH);
    Evidence evidence = Evidence.parse(Bytes.utf8(strange));
    assertThat(evidence.claims(false).nonce()).isEmpty();
    assertThat(evidence.claims(false).debug()).isTrue();
    String never = answer(HEADER, OVERALL.replace("1750000000", "99999999999999999"), GPU, SWITCH);
    assertThat(Evidence.parse(Bytes.utf8(never)).claims(false).time()).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> whatIsNoAnswerIsMalformed() {
    return Stream.of(
            "",
            "{}",
            "[]",
            "[[\"JWT\",\"a.b.c\"]]",
            "[[\"JWT\",\"a.b\"],{}]",
            "[[\"JWT\",\"....\"],{}]",
            "[[\"JWE\",\"e30.e30.\"],{}]",
            "[[\"JWT\",\"e30.e30.\"],{}]",
            "[[\"JWT\",\"e30=.e30.\"],{}]",
            "[".repeat(9000))
        .map(text ->
            DynamicTest.dynamicTest(
                "text of " + text.length(),
                () ->
                    assertThatExceptionOfType(MalformedEvidenceException.class)
                        .isThrownBy(() -> NrasAnswer.parse(Bytes.utf8(text)))
                        .satisfies(e -> assertThat(e.code()).isEqualTo("nras.form"))));
  }

  @TestFactory
  Stream<DynamicTest> realAnswersAreRefusedByKeysThatNobodyHas() {
    Optional<NvidiaVectors> vectors = NvidiaVectors.find();
    if (vectors.isEmpty()) {
      return Stream.of(DynamicTest.dynamicTest("evidence", Vectors::orAbort));
    }
    return vectors.get().cases().stream()
        .filter(entry -> NvidiaVectors.text(entry, "evidence").startsWith("tokens/"))
        .map(entry ->
            DynamicTest.dynamicTest(
                NvidiaVectors.text(entry, "id"), () -> real(vectors.get(), entry)));
  }

  private static void real(NvidiaVectors vectors, Map<?, ?> entry) throws Exception {
    NrasAnswer answer = NrasAnswer.parse(vectors.bytes(NvidiaVectors.text(entry, "evidence")));
    Map<?, ?> expected = (Map<?, ?>) Objects.requireNonNull(entry.get("expected"));
    Challenge challenge =
        entry.get("nonce") instanceof String text
            ? Challenge.ofNonce(Bytes.fromHex(text))
            : Challenge.none();
    Verdict verdict =
        VERIFIER.explain(
            answer,
            keys(jwk("k1", KEYS)),
            POLICY,
            challenge,
            AppraisalTime.at(Instant.parse(NvidiaVectors.text(entry, "at"))));
    assertThat(verdict.accepted()).isFalse();
    assertThat(verdict.genuine()).isFalse();
    assertThat(failures(verdict)).contains("nras.key endorsement-missing");
    boolean digests =
        verdict.checks().stream()
            .anyMatch(c -> c.name().equals("nras.digests") && c.outcome() == Outcome.PASSED);
    if (Boolean.TRUE.equals(expected.get("submod_digest_matches_sha256_of_compact_jwt"))) {
      assertThat(digests).isTrue();
      assertThat(answer.overall().text("iss")).contains((String) expected.get("iss"));
      assertThat(answer.overall().number("iat"))
          .contains(((Number) Objects.requireNonNull(expected.get("iat"))).longValue());
      assertThat(answer.overall().number("exp"))
          .contains(((Number) Objects.requireNonNull(expected.get("exp"))).longValue());
      assertThat(failures(verdict)).doesNotContain("policy.time endorsement-out-of-date");
    }
    if (NvidiaVectors.text(expected, "verdict").equals("reject")) {
      assertThat(failures(verdict)).contains("nras.algorithm unsupported-algorithm");
    }
  }
}
