// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.AttestationException;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Check;
import dev.strongroom.attestation.Check.Outcome;
import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.PlatformStatus;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.azure.AzureSnpEvidence;
import dev.strongroom.attestation.fixtures.SnpPolicies;
import dev.strongroom.attestation.fixtures.SnpVectors;
import dev.strongroom.attestation.fixtures.SnpVectors.Case;
import dev.strongroom.attestation.nitro.Verdicts;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Genuine evidence of SEV-SNP, and what others made of it: each case of the manifest comes to the
/// verdict that is expected there, at its date.
class SnpVectorsTest {
  private static final List<TrustAnchor> ROOTS =
      List.of(Product.values()).stream().map(Product::anchor).toList();

  private final Verifier verifier = Verifier.create(SignatureProvider.fastest(), PathCache.none());

  private interface Body {
    void run(SnpVectors vectors, Case given) throws Exception;
  }

  private static Stream<DynamicTest> each(Body body) {
    return SnpVectors.find().isEmpty()
        ? Stream.of(DynamicTest.dynamicTest("sample evidence", SnpVectors::orAbort))
        : SnpVectors.orAbort().cases().stream()
            .map(given ->
                DynamicTest.dynamicTest(given.name(), () -> body.run(SnpVectors.orAbort(), given)));
  }

  @Test
  void filesAreThoseOfTheManifest() throws Exception {
    SnpVectors vectors = SnpVectors.orAbort();
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    for (Map.Entry<String, String> entry : vectors.digests().entrySet()) {
      assertThat(Bytes.copyOf(sha256.digest(vectors.bytes(entry.getKey()).toByteArray())).hex())
          .as(entry.getKey())
          .isEqualTo(entry.getValue());
    }
  }

  @TestFactory
  Stream<DynamicTest> contentIsWhatTheManifestSays() {
    return each((vectors, given) -> {
      Map<?, ?> all = vectors.fields(given.file());
      Map<?, ?> snp = all.get("snp") instanceof Map<?, ?> part ? part : all;
      SnpReport report = report(Evidence.parse(given.evidence()));
      assertThat(fields(report)).containsAllEntriesOf(expected(snp));
      assertThat(expected(snp)).hasSizeGreaterThanOrEqualTo(25);
    });
  }

  private static SnpReport report(Evidence evidence) {
    return switch (evidence) {
      case SnpEvidence snp -> snp.report();
      case AzureSnpEvidence azure -> azure.report();
      default -> throw new AssertionError("evidence of another kind");
    };
  }

  /// The manifest's fields as text; of `flags_bits` each by itself.
  private static Map<String, String> expected(Map<?, ?> fields) {
    Map<String, String> texts = new java.util.TreeMap<>();
    fields.forEach((name, value) -> {
      if (value instanceof Map<?, ?> inner) {
        inner.forEach((key, bit) -> texts.put(String.valueOf(key), String.valueOf(bit)));
      } else {
        texts.put(String.valueOf(name), String.valueOf(value));
      }
    });
    return texts;
  }

  private static Map<String, String> fields(SnpReport report) {
    Map<String, String> texts = new java.util.TreeMap<>();
    texts.put("version", "" + report.version());
    texts.put("guest_svn", "" + report.guestSvn());
    texts.put("policy", String.format(Locale.ROOT, "%016x", report.policy().bits()));
    texts.put("vmpl", "" + report.vmpl());
    texts.put("sig_algo", "1");
    texts.put("platform_info", Long.toHexString(report.platformInfo()));
    texts.put("author_key_en", report.authorKeyPresent() ? "1" : "0");
    texts.put("mask_chip_key", report.chipKeyMasked() ? "1" : "0");
    texts.put("signing_key", report.signer() == Signer.VLEK ? "1" : "0");
    texts.put("report_data", report.reportData().hex());
    texts.put("measurement", report.measurement().hex());
    texts.put("host_data", report.hostData().hex());
    texts.put("id_key_digest", report.idKeyDigest().hex());
    texts.put("author_key_digest", report.authorKeyDigest().hex());
    texts.put("current_tcb", report.currentTcb().hex());
    texts.put("reported_tcb", report.reportedTcb().hex());
    texts.put("committed_tcb", report.committedTcb().hex());
    texts.put("launch_tcb", report.launchTcb().hex());
    texts.put("current_ver", report.currentVersion().toString());
    texts.put("committed_ver", report.committedVersion().toString());
    texts.put("cpuid", report.encoded().slice(0x188, 0x18b).hex());
    texts.put("chip_id", report.chipId().hex());
    texts.put("launch_mit", report.encoded().slice(0x1f8, 0x200).hex());
    texts.put("current_mit", report.encoded().slice(0x200, 0x208).hex());
    texts.put("debug", "" + report.policy().has(GuestPolicy.Bit.DEBUG));
    texts.put("migrate_ma", "" + report.policy().has(GuestPolicy.Bit.MIGRATION_AGENT));
    return texts;
  }

  @TestFactory
  Stream<DynamicTest> eachPartIsJudgedAsTheManifestSays() {
    return each((vectors, given) -> {
      Verdict verdict = inspect(given, given.at());
      assertThat(verdict.accepted()).as("without a policy").isFalse();
      assertThat(verdict.platformStatus()).isEqualTo(PlatformStatus.NOT_REPORTED);
      part(given, "report_signature", verdict, "report.signature");
      part(given, "tcb_extensions_match", verdict, "leaf.tcb");
      part(given, "hwid_match", verdict, "leaf.chip");
      part(given, "runtime_claims_bound", verdict, "runtime.bound");
      part(given, "ak_quote_signature", verdict, "vtpm.signature");
      part(given, "pcr_digest", verdict, "vtpm.pcr-digest");
      given
          .part("endorsement_chain")
          .ifPresent(holds ->
              assertThat(
                      verdict.checks().stream()
                          .filter(check -> check.name().startsWith("path."))
                          .noneMatch(check -> check.outcome() == Outcome.FAILED))
                  .isEqualTo(holds));
      if (given.accepted()) {
        assertThat(Verdicts.failures(verdict)).isEmpty();
        assertThat(verdict.genuine()).isTrue();
        assertThat(verdict.check("path.revocation").map(Check::outcome))
            .contains(Outcome.NOT_APPLICABLE);
      }
    });
  }

  private static void part(Case given, String part, Verdict verdict, String check) {
    given
        .part(part)
        .ifPresent(holds ->
            assertThat(verdict.check(check).orElseThrow().outcome())
                .as(part)
                .isEqualTo(holds ? Outcome.PASSED : Outcome.FAILED));
  }

  @TestFactory
  Stream<DynamicTest> aPolicyOfItsOwnClaimsComesToTheManifestsVerdict() {
    return each((vectors, given) -> {
      Evidence evidence = Evidence.parse(given.evidence());
      AppraisalPolicy policy = own(evidence, report(evidence).reportedTcb());
      AppraisalTime at = AppraisalTime.at(given.at());
      if (!given.accepted()) {
        assertThat(given.expected()).containsKey("reason");
        assertThatExceptionOfType(AttestationException.class)
            .isThrownBy(() ->
                verifier.verify(evidence, given.endorsements(), policy, Challenge.none(), at));
        return;
      }
      Claims claims =
          verifier.verify(evidence, given.endorsements(), policy, Challenge.none(), at).claims();
      assertThat(claims.kind()).isEqualTo(policy.kind());
      assertThat(claims.debug()).isFalse();
      assertThat(claims.time()).isEmpty();
      assertThat(claims.measurements())
          .containsEntry("measurement", report(evidence).measurement());
    });
  }

  /// Requires just what the evidence says, as far as that can be good.
  private static AppraisalPolicy own(Evidence evidence, Bytes minimum) {
    SnpReport report = report(evidence);
    SnpRequirementsBuilder requirements =
        SnpPolicies.lenient()
            .requireMeasurement(List.of(new ReferenceMeasurement("its own", report.measurement())))
            .requireHostData(Set.of(report.hostData()))
            .requireVmpl(Set.of(report.vmpl()))
            .requireGuestSvn(report.guestSvn());
    report
        .product()
        .ifPresent(product ->
            requirements
                .requireProduct(Set.of(product))
                .requireMinimumTcb(List.of(TcbVersion.of(product, minimum))));
    if (!report.idKeyDigest().isAllZero()) {
      requirements.requireIdKey(Set.of(report.idKeyDigest()));
    }
    if (!report.chipId().isAllZero()) {
      requirements.requireChip(Set.of(report.chipId()));
    }
    return evidence.kind() == EvidenceKind.SEV_SNP
        ? SnpPolicies.of(requirements)
        : SnpPolicies.azure(requirements, SnpPolicies.machine());
  }

  /// A host may report less than it committed to. Whoever demands the committed level refuses that.
  @TestFactory
  Stream<DynamicTest> theCommittedTcbAsMinimumRefusesLowerReports() {
    return each((vectors, given) -> {
      Evidence evidence = Evidence.parse(given.evidence());
      SnpReport report = report(evidence);
      if (!given.accepted() || report.product().isEmpty()) {
        return;
      }
      Verdict verdict =
          verifier.explain(
              evidence,
              given.endorsements(),
              own(evidence, report.committedTcb()),
              Challenge.none(),
              AppraisalTime.at(given.at()));
      List<String> expected =
          report.reportedTcb().equals(report.committedTcb())
              ? List.of()
              : List.of("policy.minimum-tcb below-minimum");
      assertThat(Verdicts.failures(verdict)).isEqualTo(expected);
    });
  }

  @TestFactory
  Stream<DynamicTest> withoutRootsNothingIsGenuine() {
    return each((vectors, given) -> {
      Verdict verdict =
          verifier.inspect(
              Evidence.parse(given.evidence()),
              given.endorsements(),
              List.of(),
              AppraisalTime.at(given.at()));
      assertThat(verdict.genuine()).isFalse();
    });
  }

  @TestFactory
  Stream<DynamicTest> withoutAListAPolicyRefuses() {
    return each((vectors, given) -> {
      Evidence evidence = Evidence.parse(given.evidence());
      SnpRequirementsBuilder requirements = SnpPolicies.strict();
      AppraisalPolicy policy =
          evidence.kind() == EvidenceKind.SEV_SNP
              ? SnpPolicies.of(requirements)
              : SnpPolicies.azure(requirements, SnpPolicies.machine());
      Verdict verdict =
          verifier.explain(
              evidence,
              given.endorsements(),
              policy,
              Challenge.none(),
              AppraisalTime.at(given.at()));
      assertThat(Verdicts.failures(verdict)).contains("policy.revocation revocation-unknown");
      assertThat(verdict.accepted()).isFalse();
    });
  }

  @TestFactory
  Stream<DynamicTest> everyCertificateInReverseOrderDoesAsWell() {
    return each((vectors, given) -> {
      List<Endorsements.Item> items = new ArrayList<>(given.endorsements().items());
      for (String file : vectors.digests().keySet()) {
        if (file.startsWith("roots/") && given.accepted()) {
          items.addAll(vectors.endorsements(file).items());
        }
      }
      Verdict verdict =
          verifier.inspect(
              Evidence.parse(given.evidence()),
              new Endorsements(items.reversed()),
              ROOTS,
              AppraisalTime.at(given.at()));
      assertThat(Verdicts.failures(verdict))
          .isEqualTo(Verdicts.failures(inspect(given, given.at())));
    });
  }

  /// The one case of a name that says what has to fail: read from the manifest's reason.
  @TestFactory
  Stream<DynamicTest> rejectionsAreForTheManifestsReason() {
    return each((vectors, given) -> {
      if (given.accepted()) {
        return;
      }
      Evidence evidence = Evidence.parse(given.evidence());
      Verdict verdict =
          verifier.explain(
              evidence,
              given.endorsements(),
              SnpPolicies.of(SnpPolicies.lenient()),
              Challenge.none(),
              AppraisalTime.at(given.at()));
      String reason = (String) Objects.requireNonNull(given.expected().get("reason"));
      String first = verdict.firstFailure().map(Verdicts::describe).orElse("none");
      if (reason.contains("expired")) {
        assertThat(first).isEqualTo("path.validity expired");
      } else if (reason.contains("DEBUG")) {
        assertThat(first).isEqualTo("policy.debug debug-mode");
      } else if (reason.contains("must chain through")) {
        assertThat(first).isEqualTo("endorsements.path endorsement-missing");
      } else if (reason.contains("another chip")) {
        assertThat(Verdicts.failures(verdict))
            .containsExactly(
                "leaf.tcb endorsement-differs",
                "leaf.chip endorsement-differs",
                "report.signature signature-invalid");
      } else {
        assertThat(reason).contains("not signed by SEV-Milan");
        assertThat(Verdicts.failures(verdict))
            .contains(
                "path.signatures certificate-signature-invalid",
                "report.signature signature-invalid");
      }
    });
  }

  @Test
  void genuineListsAreJudged() throws Exception {
    SnpVectors vectors = SnpVectors.orAbort();
    Case genoa = vectors.named("genoa-v5-oak");
    Endorsements list = vectors.endorsements("crl/genoa_vcek_crl.pem");
    Verdict verdict = inspect(with(genoa, list), genoa.at());
    assertThat(verdict.check("path.revocation").map(Check::outcome)).contains(Outcome.PASSED);
    Verdict later = inspect(with(genoa, list), Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(Verdicts.failures(later)).containsExactly("path.revocation endorsement-out-of-date");
    Verdict foreign =
        inspect(with(genoa, vectors.endorsements("crl/milan_vcek_crl.pem")), genoa.at());
    assertThat(foreign.check("path.revocation").map(Check::outcome))
        .contains(Outcome.NOT_APPLICABLE);
    Verdict strict =
        verifier.explain(
            Evidence.parse(genoa.evidence()),
            genoa.endorsements().with(list),
            SnpPolicies.of(SnpPolicies.strict().allow(Relaxation.SMT, "a test")),
            Challenge.none(),
            AppraisalTime.at(genoa.at()));
    assertThat(Verdicts.failures(strict)).isEmpty();
    assertThat(strict.accepted()).isTrue();
  }

  @TestFactory
  Stream<DynamicTest> judgedAtItsOwnTimeItIsRefused() {
    return each((vectors, given) ->
        assertThatExceptionOfType(AttestationException.class)
            .isThrownBy(() ->
                verifier.verify(
                    Evidence.parse(given.evidence()),
                    given.endorsements(),
                    SnpPolicies.of(SnpPolicies.lenient()),
                    Challenge.none(),
                    AppraisalTime.archived()))
            .satisfies(e -> assertThat(e.reason()).isInstanceOf(Reason.NoTimeStated.class)));
  }

  private static Case with(Case given, Endorsements more) {
    return new Case(
        given.name(),
        given.file(),
        given.evidence(),
        given.endorsements().with(more),
        given.at(),
        given.expected());
  }

  private Verdict inspect(Case given, Instant at) throws Exception {
    return verifier.inspect(
        Evidence.parse(given.evidence()), given.endorsements(), ROOTS, AppraisalTime.at(at));
  }
}
