// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import static dev.strongroom.results.TrustClaim.CONFIGURATION;
import static dev.strongroom.results.TrustClaim.EXECUTABLES;
import static dev.strongroom.results.TrustClaim.HARDWARE;
import static dev.strongroom.results.TrustClaim.INSTANCE_IDENTITY;
import static dev.strongroom.results.TrustClaim.RUNTIME_OPAQUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.azure.PcrValues;
import dev.strongroom.attestation.azure.VtpmRequirements;
import dev.strongroom.attestation.dcap.PlatformTerms;
import dev.strongroom.attestation.fixtures.DcapPolicies;
import dev.strongroom.attestation.fixtures.DcapVectors;
import dev.strongroom.attestation.fixtures.FakeIntel;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.attestation.fixtures.FakeSnp;
import dev.strongroom.attestation.fixtures.LenientPolicy;
import dev.strongroom.attestation.fixtures.SnpPolicies;
import dev.strongroom.attestation.fixtures.SnpVectors;
import dev.strongroom.attestation.fixtures.Vectors;
import dev.strongroom.attestation.sgx.SgxPolicy;
import dev.strongroom.attestation.snp.Product;
import dev.strongroom.attestation.snp.ReferenceMeasurement;
import dev.strongroom.attestation.snp.SnpRequirementsBuilder;
import dev.strongroom.attestation.snp.TcbComponent;
import dev.strongroom.attestation.snp.TcbVersion;
import dev.strongroom.attestation.tdx.TdxPolicy;
import dev.strongroom.attestation.tdx.TdxPolicy.Register;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Of every kind of evidence ([NvidiaResultTest] has the devices): a result affirms what a check
/// showed; not what the policy ignores, and not what a check showed otherwise.
class KindResultTest {
  private static final Verifier VERIFIER =
      Verifier.create(SignatureProvider.jdk(), PathCache.none());

  /// The vector of genuine evidence.
  static Map<TrustClaim, Integer> vector(
      Bytes evidence, Endorsements endorsements, AppraisalPolicy policy, Instant at)
      throws Exception {
    Evidence parsed = Evidence.parse(evidence);
    Verdict verdict =
        VERIFIER.explain(parsed, endorsements, policy, Challenge.none(), AppraisalTime.at(at));
    assertThat(verdict.genuine()).as(String.valueOf(verdict.firstFailure())).isTrue();
    Ear.Appraised appraised = VerdictResult.of(parsed, verdict, List.of("policy")).getFirst();
    if (!verdict.accepted()) {
      assertThat(appraised.status()).isEqualTo(Tier.CONTRAINDICATED);
    }
    return appraised.vector();
  }

  @Test
  void nitro() throws Exception {
    FakeNitro nitro = FakeNitro.create();
    Bytes document = nitro.document().issue();
    Map<TrustClaim, Integer> ignoring =
        vector(document, Endorsements.NONE, LenientPolicy.of(nitro.anchor()), nitro.time());
    assertThat(ignoring)
        .isEqualTo(Map.of(INSTANCE_IDENTITY, 2, HARDWARE, 2, RUNTIME_OPAQUE, 2, CONFIGURATION, 2));
    Bytes other = Bytes.fromHex("77".repeat(48));
    assertThat(
            vector(
                document,
                Endorsements.NONE,
                LenientPolicy.builder(nitro.anchor()).requireSigner(Set.of(other)).build(),
                nitro.time()))
        .containsEntry(EXECUTABLES, 96)
        .containsEntry(CONFIGURATION, 2);
    // Anybody may have the keys of what is simulated, and look inside.
    assertThat(
            vector(
                document,
                Endorsements.NONE,
                LenientPolicy.of(nitro.simulatedAnchor()),
                nitro.time()))
        .containsEntry(INSTANCE_IDENTITY, 97)
        .containsEntry(HARDWARE, 97)
        .containsEntry(RUNTIME_OPAQUE, 96);
  }

  private static Map<TrustClaim, Integer> snp(SnpRequirementsBuilder requirements)
      throws Exception {
    FakeSnp guest = FakeSnp.vcek();
    return vector(
        guest.issue(),
        guest.endorsements(),
        SnpPolicies.of(requirements.anchor(FakeSnp.anchor())),
        FakeSnp.TIME);
  }

  private static List<TcbVersion> levels(int microcode) {
    SortedMap<TcbComponent, Integer> levels = new TreeMap<>();
    Product.GENOA.components().forEach(component -> levels.put(component, 0));
    levels.put(TcbComponent.MICROCODE, microcode);
    return List.of(new TcbVersion(Product.GENOA, levels));
  }

  @Test
  void sevSnp() throws Exception {
    assertThat(snp(SnpPolicies.strict()))
        .isEqualTo(Map.of(INSTANCE_IDENTITY, 2, RUNTIME_OPAQUE, 2, CONFIGURATION, 2));
    assertThat(snp(SnpPolicies.strict().requireMinimumTcb(levels(84))))
        .containsEntry(HARDWARE, 2)
        .doesNotContainKey(EXECUTABLES);
    assertThat(snp(SnpPolicies.strict().requireMinimumTcb(levels(85))))
        .containsEntry(HARDWARE, 96)
        .containsEntry(CONFIGURATION, 2);
    assertThat(snp(SnpPolicies.strict().requireChip(Set.of(Bytes.fromHex("c2".repeat(64))))))
        .containsEntry(INSTANCE_IDENTITY, 96);
    for (String octet : List.of("aa", "ab")) {
      assertThat(
              snp(
                  SnpPolicies.strict()
                      .requireMeasurement(
                          List.of(
                              new ReferenceMeasurement("one", Bytes.fromHex(octet.repeat(48)))))))
          .containsEntry(EXECUTABLES, octet.equals("aa") ? 2 : 96);
    }
    assertThat(snp(SnpPolicies.strict().requireGuestSvn(1)))
        .containsEntry(CONFIGURATION, 96)
        .doesNotContainKey(EXECUTABLES);
  }

  @Test
  void sevSnpOnAzure() throws Exception {
    SnpVectors.Case sample = SnpVectors.orAbort().named("azure-vtpm-genoa");
    Evidence evidence = Evidence.parse(sample.evidence());
    Bytes measurement =
        Objects.requireNonNull(evidence.claims(false).measurements().get("measurement"));
    SnpRequirementsBuilder paravisor =
        SnpPolicies.lenient()
            .requireMeasurement(List.of(new ReferenceMeasurement("paravisor", measurement)));
    // What the paravisor is says nothing of the machine that it runs, and the registers of that one
    // are worth what the paravisor is.
    Bytes register = Objects.requireNonNull(evidence.claims(false).measurements().get("pcr07"));
    VtpmRequirements.Builder machine =
        SnpPolicies.machine()
            .requirePcrs(List.of(new PcrValues("one", new TreeMap<>(Map.of(7, register)))));
    assertThat(azure(sample, paravisor, SnpPolicies.machine()))
        .isEqualTo(Map.of(INSTANCE_IDENTITY, 2, RUNTIME_OPAQUE, 2, CONFIGURATION, 2));
    assertThat(azure(sample, SnpPolicies.lenient(), machine)).doesNotContainKey(EXECUTABLES);
    assertThat(azure(sample, paravisor, machine)).containsEntry(EXECUTABLES, 2);
  }

  private static Map<TrustClaim, Integer> azure(
      SnpVectors.Case sample, SnpRequirementsBuilder paravisor, VtpmRequirements.Builder machine)
      throws Exception {
    return vector(
        sample.evidence(),
        sample.endorsements(),
        SnpPolicies.azure(paravisor, machine),
        sample.at());
  }

  private static Map<TrustClaim, Integer> tdx(FakeIntel domain, TdxPolicy.Builder policy)
      throws Exception {
    return vector(domain.quote(), domain.endorsements(), policy.build(), FakeIntel.AT);
  }

  private static PlatformTerms.Builder terms() {
    return DcapPolicies.terms();
  }

  @Test
  void tdx() throws Exception {
    FakeIntel domain = FakeIntel.domain();
    assertThat(tdx(domain, DcapPolicies.tdx(domain.anchor())))
        .isEqualTo(Map.of(INSTANCE_IDENTITY, 2, HARDWARE, 2, RUNTIME_OPAQUE, 2, CONFIGURATION, 2));
    TdxPolicy.Builder policy =
        DcapPolicies.tdx(domain.anchor())
            .require(Register.RTMR1, Set.of(Bytes.zeros(48)))
            .require(Register.RTMR2, Set.of(Bytes.zeros(48)));
    // Registers that unknown firmware may have filled as it liked.
    assertThat(tdx(domain, policy)).doesNotContainKey(EXECUTABLES);
    policy.require(Register.MRTD, Set.of(Bytes.fromHex("11".repeat(48))));
    assertThat(tdx(domain, policy)).containsEntry(EXECUTABLES, 2);
    policy.require(Register.RTMR3, Set.of(Bytes.fromHex("11".repeat(48))));
    assertThat(tdx(domain, policy)).containsEntry(EXECUTABLES, 96);
    assertThat(
            tdx(
                domain,
                DcapPolicies.tdx(domain.anchor()).platform(terms().requireEvaluation(18).build())))
        .containsEntry(HARDWARE, 96)
        .containsEntry(CONFIGURATION, 2);
    assertThat(
            tdx(
                domain,
                DcapPolicies.tdx(domain.anchor()).require(Register.XFAM, Set.of(Bytes.zeros(8)))))
        .containsEntry(CONFIGURATION, 96);
    FakeIntel debug = FakeIntel.domain().body(120, "0100001000000000");
    assertThat(tdx(debug, DcapPolicies.tdx(debug.anchor())))
        .containsEntry(RUNTIME_OPAQUE, 96)
        .containsEntry(CONFIGURATION, 96);
  }

  /// That a log leads to the registers doesn't say that anybody approves of what is in it.
  @Test
  void eventLogThatNothingIsDemandedOf() throws Exception {
    DcapVectors vectors =
        DcapVectors.find("tdx")
            .orElseGet(() -> {
              Vectors.orAbort();
              throw new IllegalStateException("Nitro's samples without TDX's");
            });
    DcapVectors.Case sample = vectors.named("quote-report.json@2026-02-TDX-90c06f");
    TdxPolicy policy = DcapPolicies.tdx(sample.anchor()).requireEventLog(List.of()).build();
    Evidence evidence = Evidence.parse(sample.evidence());
    Verdict verdict =
        VERIFIER.explain(
            evidence,
            sample.endorsements(),
            policy,
            Challenge.none(),
            AppraisalTime.at(sample.at()));
    assertThat(verdict.accepted()).as(String.valueOf(verdict.firstFailure())).isTrue();
    assertThat(VerdictResult.of(evidence, verdict, List.of()).getFirst().vector())
        .doesNotContainKey(EXECUTABLES);
  }

  private static Map<TrustClaim, Integer> sgx(FakeIntel enclave, SgxPolicy.Builder policy)
      throws Exception {
    return vector(enclave.quote(), enclave.endorsements(), policy.build(), FakeIntel.AT);
  }

  @Test
  void sgx() throws Exception {
    FakeIntel enclave = FakeIntel.enclave(3);
    assertThat(sgx(enclave, DcapPolicies.sgx(enclave.anchor())))
        .isEqualTo(Map.of(INSTANCE_IDENTITY, 2, HARDWARE, 2, RUNTIME_OPAQUE, 2, CONFIGURATION, 2));
    for (String octet : List.of("33", "34")) {
      assertThat(
              sgx(
                  enclave,
                  DcapPolicies.sgx(enclave.anchor())
                      .require(
                          SgxPolicy.Identity.MRSIGNER, Set.of(Bytes.fromHex(octet.repeat(32))))))
          .containsEntry(EXECUTABLES, octet.equals("33") ? 2 : 96);
    }
    assertThat(
            sgx(
                enclave,
                DcapPolicies.sgx(enclave.anchor())
                    .platform(DcapPolicies.terms().requirePpids(Set.of(Bytes.zeros(16))).build())))
        .containsEntry(INSTANCE_IDENTITY, 96)
        .containsEntry(CONFIGURATION, 2);
    FakeIntel debug = FakeIntel.enclave(3).body(48, "07");
    assertThat(sgx(debug, DcapPolicies.sgx(debug.anchor()))).containsEntry(RUNTIME_OPAQUE, 96);
  }
}
