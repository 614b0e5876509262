// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Check;
import dev.strongroom.attestation.Check.Outcome;
import dev.strongroom.attestation.Check.Stage;
import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verified;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.fixtures.DocumentSpec;
import dev.strongroom.attestation.fixtures.Edits;
import dev.strongroom.attestation.fixtures.FakeDocument;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.attestation.fixtures.LenientPolicy;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Test;

/// What verdicts and claims say beside yes and no.
class NitroVerdictTest {
  private static final FakeNitro NITRO = FakeNitro.create();

  private final Verifier verifier = Verifier.create(SignatureProvider.fastest(), PathCache.none());

  private Verified<Claims> verify(Bytes evidence, NitroPolicy policy) throws Exception {
    return verifier.verify(
        NitroDocument.parse(evidence), policy, Challenge.none(), AppraisalTime.at(NITRO.time()));
  }

  @Test
  void unknownKeysAreReportedAndNotInterpreted() throws Exception {
    FakeDocument document = NITRO.document();
    document.content().put("later", Edits.cbor(w -> w.integer(1)));
    document.content().put("and_more", Edits.cbor(w -> w.map(0)));
    Bytes evidence = document.issue();
    assertThat(NitroDocument.parse(evidence).unknownKeys()).containsExactly("later", "and_more");
    Verdict verdict = verify(evidence, LenientPolicy.of(NITRO.anchor())).verdict();
    assertThat(verdict.check("document.fields").orElseThrow().detail())
        .contains("later")
        .contains("and_more");
  }

  @Test
  void rollOverNamesTheImageThatFits() throws Exception {
    Bytes evidence = NITRO.document().issue();
    ReferenceValues old = image("release 1", Pcrs.extended(Bytes.utf8("old")));
    ReferenceValues next = image("release 2", NitroDocument.parse(evidence).pcrs().get(0));
    NitroPolicy policy =
        LenientPolicy.builder(NITRO.anchor()).requireImage(List.of(old, next)).build();
    Check check = verify(evidence, policy).verdict().check("policy.image").orElseThrow();
    assertThat(check.detail()).contains("release 2").doesNotContain("release 1");
  }

  @Test
  void aRefusedImageIsComparedWithEachSet() throws Exception {
    ReferenceValues first = image("release 1", Pcrs.extended(Bytes.utf8("one")));
    ReferenceValues second = image("release 2", Pcrs.extended(Bytes.utf8("two")));
    NitroPolicy policy =
        LenientPolicy.builder(NITRO.anchor()).requireImage(List.of(first, second)).build();
    NitroDocument document = NitroDocument.parse(NITRO.document().issue());
    Check check =
        verifier
            .explain(document, policy, Challenge.none(), AppraisalTime.at(NITRO.time()))
            .check("policy.image")
            .orElseThrow();
    assertThat(check.detail())
        .contains("release 1")
        .contains("release 2")
        .contains(document.pcrs().get(0).hex())
        .contains(first.pcrs().get(0).hex());
  }

  private static ReferenceValues image(String name, Bytes pcr0) {
    return new ReferenceValues(name, new TreeMap<>(Map.of(0, pcr0)));
  }

  @Test
  void simulationIsLabelledInVerdictAndClaims() throws Exception {
    Bytes evidence = NITRO.document().issue();
    Verified<Claims> simulated = verify(evidence, LenientPolicy.of(NITRO.simulatedAnchor()));
    assertThat(simulated.verdict().simulated()).isTrue();
    assertThat(simulated.claims().simulated()).isTrue();
    Verified<Claims> other = verify(evidence, LenientPolicy.of(NITRO.anchor()));
    assertThat(other.verdict().simulated()).isFalse();
    assertThat(other.claims().simulated()).isFalse();
  }

  /// Our own simulated device names its root so: whoever pins it can't leave the label off.
  @Test
  void aRootThatCallsItselfSimulatedIsLabelledHoweverItIsPinned() throws Exception {
    FakeDocument document = NITRO.document();
    document.chain().root().subject(new X500Name("O=Strongroom,CN=SIMULATED device"));
    Bytes evidence = document.issue();
    Verified<Claims> verified = verify(evidence, LenientPolicy.of(document.anchor()));
    assertThat(document.anchor().simulated()).isFalse();
    assertThat(verified.verdict().simulated()).isTrue();
    assertThat(verified.claims().simulated()).isTrue();
    Verdict untrusted =
        verifier.inspect(
            NitroDocument.parse(evidence),
            List.of(NitroPolicy.AWS_ROOT_G1),
            AppraisalTime.at(NITRO.time()));
    assertThat(untrusted.simulated()).isTrue();
    assertThat(untrusted.genuine()).isFalse();
  }

  @Test
  void whatIsIgnoredIsShownWithItsReason() throws Exception {
    Verdict verdict = verify(NITRO.document().issue(), LenientPolicy.of(NITRO.anchor())).verdict();
    for (String name :
        List.of(
            "policy.image",
            "policy.signer",
            "policy.role",
            "policy.instance",
            "policy.nonce",
            "policy.public-key",
            "policy.user-data",
            "policy.age")) {
      Check check = verdict.check(name).orElseThrow();
      assertThat(check.outcome()).as(name).isEqualTo(Outcome.NOT_APPLICABLE);
      assertThat(check.detail()).as(name).contains("not what this test is about");
    }
  }

  @Test
  void theThreeResultsAreKeptApart() throws Exception {
    FakeDocument debug = NITRO.document();
    Pcrs.IMAGE.forEach(i -> debug.content().pcr(i, Bytes.zeros(48)));
    Verdict verdict =
        verifier.explain(
            NitroDocument.parse(debug.issue()),
            LenientPolicy.of(NITRO.anchor()),
            Challenge.none(),
            AppraisalTime.at(NITRO.time()));
    assertThat(verdict.genuine()).isTrue();
    assertThat(verdict.accepted()).isFalse();
    assertThat(verdict.checks())
        .filteredOn(check -> check.outcome() == Outcome.FAILED)
        .extracting(Check::stage)
        .containsOnly(Stage.POLICY);
    // In the order of the stages: no check of one stands among those of another.
    assertThat(verdict.checks()).extracting(Check::stage).isSorted();
  }

  @Test
  void claimsAreThoseOfTheDocument() throws Exception {
    FakeDocument document = NITRO.document();
    document
        .content()
        .pcr(16, Pcrs.extended(Bytes.utf8("application")))
        .bytes("public_key", Bytes.utf8("key"))
        .bytes("user_data", Bytes.EMPTY);
    Claims claims = verify(document.issue(), LenientPolicy.of(NITRO.anchor())).claims();
    assertThat(claims.kind()).isEqualTo(EvidenceKind.NITRO_ENCLAVE);
    assertThat(claims.publicKey()).contains(Bytes.utf8("key"));
    assertThat(claims.userData()).contains(Bytes.EMPTY);
    assertThat(claims.nonce()).isEmpty();
    assertThat(claims.time()).contains(NITRO.time());
    assertThat(claims.instance()).isEqualTo(FakeNitro.instanceId(0));
    assertThat(claims.debug()).isFalse();
    assertThat(new ArrayList<>(claims.measurements().keySet()))
        .startsWith("pcr0", "pcr1", "pcr2")
        .endsWith("pcr9", "pcr10", "pcr11", "pcr12", "pcr13", "pcr14", "pcr15", "pcr16");
  }

  @Test
  void theClockIsAskedOnce() throws Exception {
    int[] asked = new int[1];
    InstantSource clock =
        () -> {
          asked[0]++;
          return NITRO.time();
        };
    Verdict verdict =
        verifier.explain(
            NitroDocument.parse(NITRO.document().issue()),
            LenientPolicy.of(NITRO.anchor()),
            Challenge.none(),
            AppraisalTime.live(clock));
    assertThat(asked[0]).isEqualTo(1);
    assertThat(verdict.at()).isEqualTo(NITRO.time());
  }

  @Test
  void extremeTimesAreJudgedAsAnyOther() throws Exception {
    NitroDocument document = NitroDocument.parse(NITRO.document().issue());
    for (Instant at : List.of(Instant.MIN, Instant.EPOCH, Instant.MAX)) {
      Verdict verdict =
          verifier.explain(
              document,
              LenientPolicy.builder(NITRO.anchor())
                  .requireAge(java.time.Duration.ofSeconds(Long.MAX_VALUE))
                  .build(),
              Challenge.none(),
              AppraisalTime.at(at));
      assertThat(verdict.accepted()).as("at %s", at).isFalse();
    }
  }

  @Test
  void nothingCutOffIsADocument() {
    DocumentSpec content = NITRO.document().content();
    Bytes whole = content.certificate(Bytes.zeros(9)).write(Bytes.zeros(96));
    for (int length = 0; length < whole.length(); length++) {
      Bytes part = whole.slice(0, length);
      assertThatExceptionOfType(MalformedEvidenceException.class)
          .as("%s bytes", length)
          .isThrownBy(() -> NitroDocument.parse(part));
    }
  }
}
