// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.ledger.fixtures.FakeAnswer;
import dev.strongroom.ledger.fixtures.FakeDeployment;
import dev.strongroom.ledger.fixtures.ReceiptEdits;
import dev.strongroom.ledger.fixtures.TestKey;
import dev.strongroom.ledger.inference.Exchange;
import dev.strongroom.ledger.inference.InferenceFinding;
import dev.strongroom.ledger.inference.InferenceStatement;
import dev.strongroom.ledger.inference.InferenceStatement.Backend;
import dev.strongroom.ledger.inference.InferenceStatement.Evidence;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.verification.InferencePolicy;
import dev.strongroom.ledger.verification.InferencePolicy.AcceptedBackend;
import dev.strongroom.ledger.verification.InferencePolicy.AcceptedEvidence;
import dev.strongroom.ledger.verification.ReceiptCache;
import dev.strongroom.ledger.verification.ReceiptPolicy;
import dev.strongroom.ledger.verification.ReceiptVerifier;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Answers with all their receipts.
class AnswerVerifierTest {
  private static final Ignore<List<ReceiptPolicy>> NO_HOPS = new Ignore<>("a test");

  private static FakeDeployment gateway;
  private static FakeDeployment backend;
  private static Receipt near;
  private static Receipt far;

  private final AnswerVerifier verifier =
      new AnswerVerifier(
          ReceiptVerifier.create(
              Verifier.create(SignatureProvider.fastest(), PathCache.ofCapacity(8)),
              ReceiptCache.ofCapacity(8, 8)));

  @BeforeAll
  static void build() throws Exception {
    gateway = FakeDeployment.create();
    backend = FakeDeployment.create();
    near = FakeAnswer.receipt(gateway.copy(), FakeAnswer.near());
    far = FakeAnswer.receipt(backend.copy(), FakeAnswer.far());
  }

  private static ReceiptPolicy policy(
      Set<String> models, AcceptedBackend accepted, Requirement<List<ReceiptPolicy>> hops) {
    return gateway
        .policy()
        .inference(
            new InferencePolicy(
                new Require<>(models), new Require<>(List.of(accepted)), hops, Optional.empty()))
        .build();
  }

  private static AcceptedBackend attested(Set<String> kinds, Set<Bytes> sha256, Set<Bytes> keys) {
    return new AcceptedBackend.Attested(
        "attested", new Require<>(new AcceptedEvidence(kinds, sha256, keys)), Optional.empty());
  }

  private static ReceiptPolicy hop() {
    return backend
        .policy()
        .inference(
            new InferencePolicy(
                new Ignore<>("a test"),
                new Require<>(
                    List.of(
                        new AcceptedBackend.Embedded(new Require<>(Set.of(FakeAnswer.WEIGHTS))))),
                NO_HOPS,
                Optional.empty()))
        .build();
  }

  private AnswerVerdict judge(Receipt receipt, List<Receipt> further, ReceiptPolicy policy) {
    return verifier.explain(
        new KeptAnswer(receipt, Optional.of(FakeAnswer.EXCHANGE), further),
        policy,
        FakeDeployment.NOW);
  }

  private static void refused(AnswerVerdict verdict, String check, String words) {
    assertThat(verdict.accepted()).isFalse();
    assertThat(verdict.firstFailure().map(InferenceFinding::name)).contains(check);
    assertThat(verdict.firstFailure().orElseThrow().detail()).contains(words);
  }

  @Test
  void acceptsTheWholeChain() {
    AnswerVerdict verdict =
        judge(
            near,
            List.of(far),
            policy(
                Set.of("tiny"),
                attested(
                    Set.of("sev-snp"),
                    Set.of(FakeAnswer.EVIDENCE.sha256()),
                    Set.of(FakeAnswer.EVIDENCE.identityKey().orElseThrow())),
                new Require<>(List.of(hop()))));
    assertThat(verdict.firstFailure()).isEmpty();
    assertThat(verdict.hops()).hasSize(1);
    assertThat(verdict.findings())
        .extracting(InferenceFinding::name)
        .contains("inference.request", "policy.model", "policy.backend");
    assertThat(verdict.unproven()).anyMatch(it -> it.contains("only its digest is stated"));
  }

  /// What a receipt doesn't show, and that its enclave is a simulated one, is said of each.
  @Test
  void saysOfEachReceiptWhatItDoesntShow() {
    AcceptedBackend any =
        new AcceptedBackend.Attested("attested", new Ignore<>("a test"), Optional.empty());
    Receipt simulated = new ReceiptEdits(far).simulated(true);
    ReceiptPolicy behind =
        FakeDeployment.policy(backend.nitro().simulatedAnchor()).ignoreWitnesses("a test").build();
    AnswerVerdict verdict =
        judge(
            near, List.of(simulated), policy(Set.of("tiny"), any, new Require<>(List.of(behind))));
    assertThat(verdict.firstFailure()).isEmpty();
    assertThat(verdict.receipt().simulated()).isFalse();
    assertThat(verdict.simulated()).isTrue();
    assertThat(verdict.unproven())
        .anyMatch(it -> it.startsWith("Hop 1: The enclave is SIMULATED"))
        .anyMatch(it -> it.startsWith("Hop 1: ") && it.contains("the policy asks no witnesses"))
        .noneMatch(it -> it.startsWith("The enclave is SIMULATED"));
    AnswerVerdict unjudged = judge(near, List.of(simulated), gateway.policy().build());
    assertThat(unjudged.simulated()).isTrue();
    assertThat(unjudged.unproven())
        .anyMatch(it -> it.startsWith("Hop 1: ") && it.contains("wasn't judged"))
        .anyMatch(it -> it.contains("its receipt says SIMULATED"));
    assertThat(judge(near, List.of(far), gateway.policy().build()).simulated()).isFalse();
  }

  @Test
  void acceptsTheGatewaysAloneUnlessMoreIsDemanded() {
    AnswerVerdict alone = judge(near, List.of(), gateway.policy().build());
    assertThat(alone.accepted()).isTrue();
    assertThat(alone.unproven()).anyMatch(it -> it.contains("What is behind back end far"));
    AnswerVerdict beside = judge(near, List.of(far), gateway.policy().build());
    assertThat(beside.accepted()).isTrue();
    assertThat(beside.hops().getFirst().receipt()).isEmpty();
    AcceptedBackend any =
        new AcceptedBackend.Attested("attested", new Ignore<>("a test"), Optional.empty());
    refused(
        judge(near, List.of(), policy(Set.of("tiny"), any, new Require<>(List.of(hop())))),
        "hop.receipt",
        "isn't here");
    refused(
        judge(
            near, List.of(far), policy(Set.of("tiny"), any, new Require<>(List.of(hop(), hop())))),
        "hop.receipt",
        "no receipt of its own");
  }

  @Test
  void refusesReceiptsThatDontBelongTogether() throws Exception {
    ReceiptPolicy policy = gateway.policy().build();
    refused(judge(near, List.of(near), policy), "hop.link", "not the receipt");
    Receipt here = FakeAnswer.receipt(gateway.copy(), FakeAnswer.far());
    refused(judge(here, List.of(), policy), "inference.request", "another salt");
    Backend inside = FakeAnswer.far().backend();
    // The id that is named, but of another answer, or with a salt that the client's doesn't give.
    Exchange other =
        new Exchange(FakeAnswer.EXCHANGE.salt(), Bytes.utf8("{}"), FakeAnswer.EXCHANGE.response());
    for (Exchange wrong : List.of(FakeAnswer.EXCHANGE, other.further())) {
      Receipt forged =
          FakeAnswer.receipt(backend.copy(), FakeAnswer.statement("far", wrong, inside));
      refused(judge(near, List.of(forged), policy), "inference.request", "another request");
    }
    // In a log that the hop's policy doesn't accept.
    AcceptedBackend any =
        new AcceptedBackend.Attested("attested", new Ignore<>("a test"), Optional.empty());
    ReceiptPolicy others =
        backend
            .policy()
            .requireLogs(List.of(TestKey.of("another log").log("other.example/log")))
            .build();
    AnswerVerdict verdict =
        judge(near, List.of(far), policy(Set.of("tiny"), any, new Require<>(List.of(others))));
    refused(verdict, "log.key", "");
    assertThat(verdict.receipt().accepted()).isTrue();
  }

  @Test
  void refusesWhatThePolicyDoesntAccept() throws Exception {
    Bytes no = Bytes.zeros(32);
    AcceptedBackend any = attested(Set.of("sev-snp"), Set.of(), Set.of());
    refused(judge(near, List.of(), policy(Set.of("large"), any, NO_HOPS)), "policy.model", "tiny");
    for (AcceptedBackend wrong :
        List.of(
            attested(Set.of("tdx"), Set.of(), Set.of()),
            attested(Set.of("sev-snp"), Set.of(no), Set.of()),
            attested(Set.of("sev-snp"), Set.of(), Set.of(no)),
            new AcceptedBackend.Embedded(new Ignore<>("a test")),
            new AcceptedBackend.Attested("tinfoil", new Ignore<>("a test"), Optional.empty()),
            new AcceptedBackend.Loopback())) {
      refused(
          judge(near, List.of(), policy(Set.of("tiny"), wrong, NO_HOPS)),
          "policy.backend",
          "accepted");
    }
    Evidence simulated = new Evidence("sev-snp", no, FakeAnswer.EVIDENCE.identityKey(), true);
    InferenceStatement said =
        FakeAnswer.statement(
            "near",
            FakeAnswer.EXCHANGE,
            new Backend(
                "far", "attested", Optional.empty(), Optional.of(simulated), Optional.empty()));
    Receipt receipt = FakeAnswer.receipt(gateway.copy(), said);
    refused(
        judge(receipt, List.of(), policy(Set.of("tiny"), any, NO_HOPS)),
        "policy.backend",
        "SIMULATED");
    AnswerVerdict shown = judge(receipt, List.of(), gateway.policy().build());
    assertThat(shown.accepted()).isTrue();
    assertThat(shown.simulated()).isTrue();
    assertThat(shown.unproven()).anyMatch(it -> it.contains("SIMULATED"));
    ReceiptPolicy wrongWeights =
        policy(Set.of("tiny"), new AcceptedBackend.Embedded(new Require<>(Set.of(no))), NO_HOPS);
    AnswerVerdict weights =
        verifier.explain(
            new KeptAnswer(
                FakeAnswer.receipt(gateway.copy(), FakeAnswer.far()),
                Optional.of(FakeAnswer.EXCHANGE.further()),
                List.of()),
            wrongWeights,
            FakeDeployment.NOW);
    refused(weights, "policy.backend", FakeAnswer.WEIGHTS.hex());
  }

  /// The entry says anything else than what is in the tree.
  @Test
  void refusesAChangedEntry() throws Exception {
    Receipt changed = new ReceiptEdits(near).entry(far.entry());
    refused(judge(changed, List.of(), gateway.policy().build()), "log.inclusion", "");
  }

  /// Each byte of salt, request and response.
  @Test
  void refusesAnyChange() {
    ReceiptPolicy policy = gateway.policy().build();
    Exchange good = FakeAnswer.EXCHANGE;
    for (int at = 0; at < good.request().length(); at++) {
      refused(
          with(new Exchange(good.salt(), changed(good.request(), at), good.response())), policy);
    }
    for (int at = 0; at < good.response().length(); at++) {
      refused(
          with(new Exchange(good.salt(), good.request(), changed(good.response(), at))), policy);
    }
    for (int at = 0; at < good.salt().length(); at++) {
      refused(
          with(new Exchange(changed(good.salt(), at), good.request(), good.response())), policy);
    }
  }

  private static KeptAnswer with(Exchange exchange) {
    return new KeptAnswer(near, Optional.of(exchange), List.of());
  }

  private void refused(KeptAnswer kept, ReceiptPolicy policy) {
    assertThat(verifier.explain(kept, policy, FakeDeployment.NOW).accepted()).isFalse();
  }

  private static Bytes changed(Bytes bytes, int at) {
    byte[] changed = bytes.toByteArray();
    changed[at] ^= 1;
    return Bytes.copyOf(changed);
  }
}
