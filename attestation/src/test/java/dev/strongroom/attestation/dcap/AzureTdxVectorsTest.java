// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Check;
import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.PlatformStatus;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verified;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.azure.AzureTdxEvidence;
import dev.strongroom.attestation.azure.AzureTdxPolicy;
import dev.strongroom.attestation.azure.PcrValues;
import dev.strongroom.attestation.azure.VtpmRequirements;
import dev.strongroom.attestation.fixtures.DcapPolicies;
import dev.strongroom.attestation.fixtures.DcapVectors;
import dev.strongroom.attestation.fixtures.DcapVectors.Case;
import dev.strongroom.attestation.fixtures.SnpPolicies;
import dev.strongroom.attestation.fixtures.Vectors;
import dev.strongroom.attestation.tdx.TdxPolicy;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Genuine evidence of one of Azure's machines on TDX, judged with the collateral of its quote.
class AzureTdxVectorsTest {
  private static final String FILE = "azure/evidence-v0.json";
  private static final String QUOTE = "quotes/v4-azure-vtpm.bin";
  private static final String JUNE = "v4-azure-vtpm.bin@2025-06-TDX-00806f05";
  private static final String OCTOBER = "v4-azure-vtpm.bin@2025-10-TDX-00806f05";
  private static final String MACHINE = "6332533D-5649-4D02-8AA7-8F64B7C3EE21";
  private static final Challenge ASKED =
      Challenge.ofNonce(Bytes.utf8("challenge")).withUserData(Bytes.zeros(64));

  private final Verifier verifier = Verifier.create(SignatureProvider.fastest(), PathCache.none());
  private Optional<DcapVectors> found = Optional.empty();

  @BeforeEach
  void find() {
    found = DcapVectors.find("tdx");
    if (found.isEmpty()) {
      String message = "NOT TESTED: no samples of tdx in " + Vectors.directory();
      System.err.println(message);
      Assumptions.abort(message);
    }
  }

  private DcapVectors vectors() {
    return found.orElseThrow();
  }

  private AzureTdxEvidence evidence() throws Exception {
    return (AzureTdxEvidence) Evidence.parse(vectors().file(FILE));
  }

  @Test
  void isReadAsTheManifestSays() throws Exception {
    AzureTdxEvidence evidence = evidence();
    Map<?, ?> fields = vectors().fields(FILE);
    assertThat(fields.get("td_quote_sha256"))
        .isEqualTo(
            Bytes.copyOf(
                    MessageDigest.getInstance("SHA-256")
                        .digest(evidence.quote().encoded().toByteArray()))
                .hex());
    assertThat(fields.get("tpm_nonce")).isEqualTo(evidence.vtpm().quote().extraData().hex());
    assertThat(fields.keySet().stream().map(String::valueOf).toList())
        .containsExactlyInAnyOrder("td_quote_sha256", "tpm_nonce");
    int compared = 0;
    for (Map.Entry<?, ?> field : vectors().fields(QUOTE).entrySet()) {
      Object value = Fields.of(evidence.quote(), (String) field.getKey());
      if (value != null) {
        compared++;
        assertThat(value.toString())
            .as("%s", field.getKey())
            .isEqualTo(String.valueOf(field.getValue()));
      }
    }
    assertThat(compared).isEqualTo(24);
    assertThat(evidence.kind()).isEqualTo(EvidenceKind.AZURE_TDX);
    assertThat(evidence.vtpm().runtime().machine()).contains(MACHINE);
    assertThat(evidence.vtpm().runtime().secureBoot()).contains(true);
    assertThat(evidence.vtpm().quoted()).hasSize(24);
  }

  @ParameterizedTest
  @ValueSource(strings = {JUNE, OCTOBER})
  void comesOutAsItsQuoteDoes(String id) throws Exception {
    Case given = vectors().named(id);
    Verdict verdict = judged(given, strict(given), Challenge.none());
    Map<?, ?> expected = given.expected();
    assertThat(verdict.genuine()).isEqualTo(expected.get("all_signatures"));
    assertThat(expected.get("platform_tcb")).isEqualTo("OutOfDate");
    assertThat(detail(verdict, "platform.tcb")).startsWith("out-of-date");
    assertThat(expected.get("tdx_module")).isEqualTo("OutOfDate");
    assertThat(detail(verdict, "platform.module")).startsWith("out-of-date");
    assertThat(expected.get("qe_identity")).isEqualTo("UpToDate");
    assertThat(detail(verdict, "platform.qe")).startsWith("up-to-date");
    assertThat(expected.get("converged_tcb")).isEqualTo("OutOfDate");
    assertThat(verdict.platformStatus()).isEqualTo(PlatformStatus.OUT_OF_DATE);
    assertThat(verdict.advisories()).isEqualTo(expected.get("advisories"));
    assertThat(expected.get("strict_verdict")).isEqualTo("reject");
    assertThat(DcapMutation.failures(verdict))
        .containsExactly(
            "policy.status platform-status-not-accepted",
            "policy.advisories advisory-not-accepted",
            "policy.sept-ve sept-ve-not-accepted");
    assertThat(expected.get("lenient_verdict")).isEqualTo("reject");
    TdxPolicy lenient =
        DcapPolicies.tdx(given.anchor()).platform(DcapPolicies.lenientTerms().build()).build();
    assertThat(
            judged(
                    given,
                    new AzureTdxPolicy(lenient, SnpPolicies.machine().build()),
                    Challenge.none())
                .accepted())
        .isFalse();
    assertThat(verdict.checks()).extracting(Check::name).doesNotHaveDuplicates();
  }

  @Test
  void isAcceptedWhereAllIsRequiredAndItsPlatformIsKnown() throws Exception {
    Case given = vectors().named(JUNE);
    Verified<Claims> verified =
        verifier.verify(
            evidence(), given.endorsements(), all(given), ASKED, AppraisalTime.at(given.at()));
    Claims claims = verified.claims();
    assertThat(claims.kind()).isEqualTo(EvidenceKind.AZURE_TDX);
    assertThat(claims.instance()).isEqualTo(MACHINE);
    assertThat(claims.nonce()).contains(Bytes.utf8("challenge"));
    assertThat(claims.userData()).contains(Bytes.zeros(64));
    assertThat(claims.publicKey()).isEmpty();
    assertThat(claims.time()).isEmpty();
    assertThat(claims.debug()).isFalse();
    assertThat(claims.simulated()).isFalse();
    assertThat(claims.measurements()).containsKeys("mrtd", "mrseam", "rtmr3", "pcr00", "pcr23");
    assertThat(claims.details()).containsEntry("secureBoot", "on");
    // The platform's id is in Intel's certificate, which only the verifier has read.
    assertThat(claims.details().get("hardware")).matches("[0-9a-f]{32}");
    assertThat(evidence().claims(false).details()).doesNotContainKey("hardware");
    assertThat(
            verifier
                .explain(
                    evidence(),
                    given.endorsements(),
                    all(given),
                    ASKED.withNonce(Bytes.utf8("another")),
                    AppraisalTime.at(given.at()))
                .firstFailure())
        .hasValueSatisfying(check -> assertThat(check.name()).isEqualTo("policy.nonce"));
  }

  @Test
  void saysWhichEndorsementIsMissing() throws Exception {
    Case given = vectors().named(JUNE);
    Verdict without =
        verifier.explain(
            evidence(),
            Endorsements.NONE,
            strict(given),
            Challenge.none(),
            AppraisalTime.at(given.at()));
    assertThat(without.genuine()).isFalse();
    assertThat(without.platformStatus()).isEqualTo(PlatformStatus.UNKNOWN);
    assertThat(DcapMutation.failures(without))
        .contains(
            "tcb-info.document endorsement-missing",
            "qe-identity.document endorsement-missing",
            "tcb-signing.chain endorsement-missing",
            "pck.revocation revocation-unknown");
    assertThat(without.check("vtpm.signature"))
        .hasValueSatisfying(check -> assertThat(check.outcome()).isEqualTo(Check.Outcome.PASSED));
  }

  @Test
  void itsReportDataAreNobodysToChoose() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new AzureTdxPolicy(
                DcapPolicies.tdx(IntelRoot.ANCHOR).requireReportData().build(),
                SnpPolicies.machine().build()));
  }

  private Verdict judged(Case given, AzureTdxPolicy policy, Challenge challenge) throws Exception {
    return verifier.explain(
        evidence(), given.endorsements(), policy, challenge, AppraisalTime.at(given.at()));
  }

  private static String detail(Verdict verdict, String name) {
    return verdict.check(name).orElseThrow().detail();
  }

  private static AzureTdxPolicy strict(Case given) {
    return new AzureTdxPolicy(
        DcapPolicies.tdx(given.anchor()).build(), SnpPolicies.machine().build());
  }

  /// Requires everything that there is to require, and allows what is wrong with this machine.
  private AzureTdxPolicy all(Case given) throws Exception {
    AzureTdxEvidence evidence = evidence();
    PlatformTerms terms =
        DcapPolicies.terms()
            .allowStatuses(Set.of(PlatformStatus.OUT_OF_DATE), "an old sample")
            .allowAnyAdvisory("an old sample")
            .build();
    return new AzureTdxPolicy(
        DcapPolicies.tdx(given.anchor())
            .platform(terms)
            .require(TdxPolicy.Register.MRTD, Set.of(evidence.domain().mrTd()))
            .allow(TdxPolicy.Allowance.SEPT_VE, "the paravisor's")
            .build(),
        VtpmRequirements.builder()
            .requirePcrs(
                List.of(
                    new PcrValues(
                        "sample",
                        new TreeMap<>(
                            Map.of(
                                0, evidence.vtpm().pcrs().get(0),
                                7, evidence.vtpm().pcrs().get(7))))))
            .requireSecureBoot()
            .requireInstance(Set.of(MACHINE))
            .requireNonce()
            .requireUserData()
            .build());
  }
}
