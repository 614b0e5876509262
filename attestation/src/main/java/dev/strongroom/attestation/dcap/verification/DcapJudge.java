// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap.verification;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Check.Stage;
import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.azure.AzureClaims;
import dev.strongroom.attestation.azure.AzureTdxEvidence;
import dev.strongroom.attestation.azure.AzureTdxPolicy;
import dev.strongroom.attestation.azure.verification.VtpmAppraisal;
import dev.strongroom.attestation.azure.verification.VtpmVerification;
import dev.strongroom.attestation.checks.Appraisal;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.checks.Finding;
import dev.strongroom.attestation.checks.Fitting;
import dev.strongroom.attestation.checks.VerifierCheck;
import dev.strongroom.attestation.dcap.DcapQuote;
import dev.strongroom.attestation.dcap.EnclaveReport;
import dev.strongroom.attestation.dcap.TdReport;
import dev.strongroom.attestation.sgx.SgxClaims;
import dev.strongroom.attestation.sgx.SgxPolicy;
import dev.strongroom.attestation.sgx.verification.SgxAppraisal;
import dev.strongroom.attestation.tdx.TdxClaims;
import dev.strongroom.attestation.tdx.TdxPolicy;
import dev.strongroom.attestation.tdx.verification.TdxAppraisal;
import dev.strongroom.attestation.x509.PathVerifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Judges quotes of Intel's, by themselves and in what Azure puts around them: are they genuine,
/// and does a policy accept them?
public final class DcapJudge {
  private final DcapVerification dcap;
  private final VtpmVerification vtpm;

  /// A judge that computes with `signatures` and verifies paths by `paths`.
  public DcapJudge(SignatureProvider signatures, PathVerifier paths) {
    dcap = new DcapVerification(signatures, paths);
    vtpm = new VtpmVerification(signatures);
  }

  /// Judges a quote by itself.
  public Finding quote(
      DcapQuote quote, @Nullable AppraisalPolicy policy, Appraisal appraisal, CheckList checks) {
    return judged(quote, false, policy, appraisal, checks);
  }

  /// Judges a quote in a TSM device's envelope, which tells what its data are bound to.
  public Finding tsm(
      DcapQuote quote, @Nullable AppraisalPolicy policy, Appraisal appraisal, CheckList checks) {
    return judged(quote, true, policy, appraisal, checks);
  }

  private Finding judged(
      DcapQuote quote,
      boolean enveloped,
      @Nullable AppraisalPolicy policy,
      Appraisal appraisal,
      CheckList checks) {
    DcapFinding found = dcap.check(quote, appraisal, checks);
    checks.enter(Stage.POLICY);
    Claims claims =
        switch (quote.body()) {
          case TdReport report -> {
            TdxClaims domain =
                new TdxClaims(quote, report, found.pck(), List.of(), found.simulated());
            TdxPolicy own = Fitting.policy(TdxPolicy.class, policy, quote.kind(), checks);
            if (own == null) {
              yield domain;
            }
            checks.pass(VerifierCheck.POLICY_KIND, own.kind().toString());
            yield TdxAppraisal.check(own, domain, found, appraisal, enveloped, checks);
          }
          case EnclaveReport report -> {
            SgxClaims enclave = new SgxClaims(quote, report, found.pck(), found.simulated());
            SgxPolicy own = Fitting.policy(SgxPolicy.class, policy, quote.kind(), checks);
            if (own != null) {
              checks.pass(VerifierCheck.POLICY_KIND, own.kind().toString());
              SgxAppraisal.check(own, enclave, found, appraisal.challenge(), checks);
            }
            yield enclave;
          }
        };
    return new Finding(claims, found.status(), found.advisories());
  }

  /// Judges evidence of one of Azure's machines. The paravisor's part comes first, so that nothing
  /// is said of a platform whose machine isn't genuine.
  public Finding azure(
      AzureTdxEvidence evidence,
      @Nullable AppraisalPolicy policy,
      Appraisal appraisal,
      CheckList checks) {
    vtpm.check(evidence, checks);
    DcapFinding found = dcap.check(evidence.quote(), appraisal, checks);
    checks.enter(Stage.POLICY);
    TdxClaims domain =
        new TdxClaims(
            evidence.quote(), evidence.domain(), found.pck(), List.of(), found.simulated());
    AzureTdxPolicy own = Fitting.policy(AzureTdxPolicy.class, policy, evidence.kind(), checks);
    if (own != null) {
      checks.pass(VerifierCheck.POLICY_KIND, own.kind().toString());
      domain = TdxAppraisal.contents(own.domain(), domain, found, appraisal, checks);
      checks.skip(DcapCheck.POLICY_REPORT_DATA, "the digest of the runtime data: runtime.bound");
      new VtpmAppraisal(own.machine(), appraisal.challenge(), checks).check(evidence.vtpm());
    }
    return new Finding(
        new AzureClaims(evidence.kind(), domain, evidence.vtpm()),
        found.status(),
        found.advisories());
  }
}
