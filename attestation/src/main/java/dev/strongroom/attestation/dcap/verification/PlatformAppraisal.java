// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.checks.ClaimChecks;
import dev.strongroom.attestation.checks.ReportDataBinding;
import dev.strongroom.attestation.dcap.PckFacts;
import dev.strongroom.attestation.dcap.PlatformTerms;
import java.util.List;
import java.util.Optional;

/// Asks whether a relying party accepts a platform, and whether a quote is bound to its request.
public final class PlatformAppraisal {
  private static final ReportDataBinding.Names BINDING =
      new ReportDataBinding.Names(
          DcapCheck.POLICY_NONCE, DcapCheck.POLICY_PUBLIC_KEY, DcapCheck.POLICY_REPORT_DATA);
  private static final Requirement<Bytes> NO_NONCE =
      new Requirement.Ignore<>("this kind of evidence has no field for it");

  private PlatformAppraisal() {}

  /// Runs the checks of a platform.
  public static void check(PlatformTerms terms, DcapFinding finding, CheckList checks) {
    status(terms, finding, checks);
    ClaimChecks claims = new ClaimChecks(checks);
    claims.least(
        DcapCheck.POLICY_EVALUATION,
        "evaluation number",
        terms.evaluation(),
        finding.evaluation().orElse(0));
    Optional<Bytes> fmspc = finding.pck().map(PckFacts::fmspc);
    Optional<Bytes> ppid = finding.pck().map(PckFacts::ppid);
    Optional<Bytes> instance = finding.pck().flatMap(PckFacts::platformInstance);
    claims.accepted(DcapCheck.POLICY_FMSPC, "fmspc", terms.fmspcs(), fmspc, Bytes::hex);
    claims.accepted(DcapCheck.POLICY_PPID, "ppid", terms.ppids(), ppid, Bytes::hex);
    claims.accepted(
        DcapCheck.POLICY_INSTANCE, "platform-instance", terms.instances(), instance, Bytes::hex);
    // A platform that can't be read has failed already; one without an instance id has none that
    // could be denied.
    claims.notDenied(
        DcapCheck.POLICY_DENIED_FMSPC,
        "fmspc",
        terms.deniedFmspcs(),
        fmspc.orElse(Bytes.EMPTY),
        Bytes::hex);
    claims.notDenied(
        DcapCheck.POLICY_DENIED_PPID,
        "ppid",
        terms.deniedPpids(),
        ppid.orElse(Bytes.EMPTY),
        Bytes::hex);
    claims.notDenied(
        DcapCheck.POLICY_DENIED_INSTANCE,
        "platform-instance",
        terms.deniedInstances(),
        instance.orElse(Bytes.EMPTY),
        Bytes::hex);
  }

  private static void status(PlatformTerms terms, DcapFinding finding, CheckList checks) {
    if (!terms.statuses().contains(finding.status())) {
      checks.fail(DcapCheck.POLICY_STATUS, new Reason.StatusNotAccepted(finding.status()));
    } else {
      checks.pass(
          DcapCheck.POLICY_STATUS,
          finding.status()
              + terms
                  .statusesWhy()
                  .map(why -> "; others than up-to-date allowed: " + why)
                  .orElse(""));
    }
    List<String> others =
        finding.advisories().stream().filter(id -> !terms.advisories().contains(id)).toList();
    if (others.isEmpty()) {
      checks.pass(
          DcapCheck.POLICY_ADVISORIES,
          finding.advisories().isEmpty()
              ? "open to none"
              : "allowed: " + String.join(", ", finding.advisories()));
    } else if (terms.anyAdvisoryWhy().isPresent()) {
      checks.pass(
          DcapCheck.POLICY_ADVISORIES,
          "ANY ADVISORY allowed: "
              + terms.anyAdvisoryWhy().get()
              + ": "
              + String.join(", ", finding.advisories()));
    } else {
      checks.fail(DcapCheck.POLICY_ADVISORIES, new Reason.AdvisoryNotAccepted(others));
    }
  }

  /// Compares what the software had bound.
  ///
  /// @param enveloped whether the quote came in the envelope of a TSM device
  public static void bindings(
      Requirement<?> reportData,
      Challenge challenge,
      Bytes found,
      boolean enveloped,
      CheckList checks) {
    new ReportDataBinding(BINDING, NO_NONCE, reportData, challenge, checks).check(found, enveloped);
  }
}
