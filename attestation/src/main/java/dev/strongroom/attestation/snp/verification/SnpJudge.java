// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp.verification;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Check.Stage;
import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.PlatformStatus;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.azure.AzureClaims;
import dev.strongroom.attestation.azure.AzureSnpEvidence;
import dev.strongroom.attestation.azure.AzureSnpPolicy;
import dev.strongroom.attestation.azure.verification.VtpmAppraisal;
import dev.strongroom.attestation.azure.verification.VtpmVerification;
import dev.strongroom.attestation.checks.Appraisal;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.checks.Finding;
import dev.strongroom.attestation.checks.Fitting;
import dev.strongroom.attestation.checks.ReportDataBinding;
import dev.strongroom.attestation.checks.VerifierCheck;
import dev.strongroom.attestation.snp.SnpClaims;
import dev.strongroom.attestation.snp.SnpEvidence;
import dev.strongroom.attestation.snp.SnpPolicy;
import dev.strongroom.attestation.snp.SnpReport;
import dev.strongroom.attestation.x509.PathVerifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Judges evidence of SEV-SNP in the forms that it comes in: is it genuine, and does a policy
/// accept it?
public final class SnpJudge {
  private static final ReportDataBinding.Names BINDING =
      new ReportDataBinding.Names(
          SnpCheck.POLICY_NONCE, SnpCheck.POLICY_PUBLIC_KEY, SnpCheck.POLICY_USER_DATA);

  private final SnpVerification snp;
  private final VtpmVerification vtpm;

  /// A judge that computes with `signatures` and verifies paths by `paths`.
  public SnpJudge(SignatureProvider signatures, PathVerifier paths) {
    snp = new SnpVerification(signatures, paths);
    vtpm = new VtpmVerification(signatures);
  }

  /// Judges a report by itself.
  public Finding report(
      SnpEvidence evidence,
      @Nullable AppraisalPolicy policy,
      Appraisal appraisal,
      CheckList checks) {
    return judged(evidence, false, policy, appraisal, checks);
  }

  /// Judges a report in a TSM device's envelope, which tells what its data are bound to.
  public Finding tsm(
      SnpEvidence evidence,
      @Nullable AppraisalPolicy policy,
      Appraisal appraisal,
      CheckList checks) {
    return judged(evidence, true, policy, appraisal, checks);
  }

  private Finding judged(
      SnpEvidence evidence,
      boolean enveloped,
      @Nullable AppraisalPolicy policy,
      Appraisal appraisal,
      CheckList checks) {
    SnpReport report = evidence.report();
    SnpVerification.Result found = genuine(report, evidence.brought(), appraisal, checks);
    platform(checks);
    SnpPolicy own = Fitting.policy(SnpPolicy.class, policy, EvidenceKind.SEV_SNP, checks);
    if (own != null) {
      checks.pass(VerifierCheck.POLICY_KIND, EvidenceKind.SEV_SNP.toString());
      SnpAppraisal.check(own.requirements(), report, found, checks);
      new ReportDataBinding(BINDING, own.nonce(), own.userData(), appraisal.challenge(), checks)
          .check(report.reportData(), enveloped);
    }
    return finding(new SnpClaims(report, found.product(), found.provider()));
  }

  /// Judges evidence of one of Azure's machines.
  public Finding azure(
      AzureSnpEvidence evidence,
      @Nullable AppraisalPolicy policy,
      Appraisal appraisal,
      CheckList checks) {
    SnpReport report = evidence.report();
    SnpVerification.Result found = genuine(report, evidence.brought(), appraisal, checks);
    vtpm.check(evidence.vtpm(), report.reportData(), checks);
    platform(checks);
    AzureSnpPolicy own = Fitting.policy(AzureSnpPolicy.class, policy, evidence.kind(), checks);
    if (own != null) {
      checks.pass(VerifierCheck.POLICY_KIND, evidence.kind().toString());
      SnpAppraisal.check(own.requirements(), report, found, checks);
      new VtpmAppraisal(own.machine(), appraisal.challenge(), checks).check(evidence.vtpm());
    }
    return finding(
        new AzureClaims(
            evidence.kind(),
            new SnpClaims(report, found.product(), found.provider()),
            evidence.vtpm()));
  }

  private static void platform(CheckList checks) {
    checks.enter(Stage.PLATFORM);
    checks.skip(SnpCheck.PLATFORM, "AMD publishes no list of levels: see the minimum TCB");
    checks.enter(Stage.POLICY);
  }

  private SnpVerification.Result genuine(
      SnpReport report, Endorsements brought, Appraisal appraisal, CheckList checks) {
    return snp.check(
        report, appraisal.endorsements(), brought, appraisal.anchors(), appraisal.at(), checks);
  }

  private static Finding finding(Claims claims) {
    return new Finding(claims, PlatformStatus.NOT_REPORTED, List.of());
  }
}
