// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

import dev.strongroom.attestation.Check.Stage;
import dev.strongroom.attestation.azure.AzureEvidence;
import dev.strongroom.attestation.azure.AzureSnpEvidence;
import dev.strongroom.attestation.azure.AzureTdxEvidence;
import dev.strongroom.attestation.checks.Appraisal;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.checks.Finding;
import dev.strongroom.attestation.checks.Fitting;
import dev.strongroom.attestation.checks.VerifierCheck;
import dev.strongroom.attestation.composite.CompositeEvidence;
import dev.strongroom.attestation.composite.CompositePolicy;
import dev.strongroom.attestation.composite.CompositeVerification;
import dev.strongroom.attestation.dcap.DcapQuote;
import dev.strongroom.attestation.dcap.verification.DcapJudge;
import dev.strongroom.attestation.nitro.NitroClaims;
import dev.strongroom.attestation.nitro.NitroDocument;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.attestation.nitro.verification.NitroAppraisal;
import dev.strongroom.attestation.nitro.verification.NitroCheck;
import dev.strongroom.attestation.nitro.verification.NitroVerification;
import dev.strongroom.attestation.nvidia.NvidiaEvidence;
import dev.strongroom.attestation.nvidia.NvidiaPolicy;
import dev.strongroom.attestation.nvidia.nras.NrasAnswer;
import dev.strongroom.attestation.nvidia.nras.NrasPolicy;
import dev.strongroom.attestation.nvidia.nras.verification.NrasVerification;
import dev.strongroom.attestation.nvidia.verification.NvidiaVerification;
import dev.strongroom.attestation.snp.SnpEvidence;
import dev.strongroom.attestation.snp.verification.SnpJudge;
import dev.strongroom.attestation.tsm.GuestReport;
import dev.strongroom.attestation.tsm.TsmEvidence;
import dev.strongroom.attestation.x509.PathVerifier;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Appraises evidence (RFC 9334: the verifier). Pure computation: no I/O, no global state, no clock
/// but the one it is handed. Thread-safe.
///
/// ```java
/// var verifier = Verifier.create(SignatureProvider.fastest(), PathCache.ofCapacity(64));
/// var evidence = Evidence.parse(Bytes.copyOf(received));
/// var verified = verifier.verify(
///     evidence, policy, Challenge.ofNonce(myNonce), AppraisalTime.live(InstantSource.system()));
/// Bytes key = verified.claims().publicKey().orElseThrow();
/// ```
public final class Verifier {
  private final NitroVerification nitro;
  private final SnpJudge snp;
  private final DcapJudge dcap;
  private final NvidiaVerification nvidia;
  private final NrasVerification nras;

  private Verifier(SignatureProvider signatures, PathVerifier paths) {
    nitro = new NitroVerification(signatures, paths);
    snp = new SnpJudge(signatures, paths);
    dcap = new DcapJudge(signatures, paths);
    nvidia = new NvidiaVerification(signatures, paths);
    nras = new NrasVerification(signatures);
  }

  /// A verifier that computes with `signatures` and remembers certificate paths in `cache`.
  public static Verifier create(SignatureProvider signatures, PathCache cache) {
    return new Verifier(signatures, new PathVerifier(signatures, cache));
  }

  /// Verifies evidence that brings its endorsements along, and appraises it.
  ///
  /// @return the claims, which only accepted evidence yields
  /// @throws AttestationException if any check failed; carries the first reason and the verdict
  public Verified<Claims> verify(
      Evidence evidence, AppraisalPolicy policy, Challenge challenge, AppraisalTime time)
      throws AttestationException {
    return verify(evidence, Endorsements.NONE, policy, challenge, time);
  }

  /// Verifies evidence and appraises it.
  ///
  /// @return the claims, which only accepted evidence yields
  /// @throws AttestationException if any check failed; carries the first reason and the verdict
  public Verified<Claims> verify(
      Evidence evidence,
      Endorsements endorsements,
      AppraisalPolicy policy,
      Challenge challenge,
      AppraisalTime time)
      throws AttestationException {
    Outcome outcome = run(evidence, endorsements, policy.anchors(), policy, challenge, time);
    Verdict verdict = outcome.verdict();
    Optional<Check> failure = verdict.firstFailure();
    if (failure.isPresent() || !verdict.accepted()) {
      Reason reason = failure.map(Check::reason).orElse(null);
      throw new AttestationException(
          reason != null ? reason : new Reason.Unverifiable("nothing was verified"), verdict);
    }
    return new Verified<>(outcome.claims(), verdict);
  }

  /// Verifies evidence that brings its endorsements along and appraises it, and gives every check
  /// instead of claims.
  public Verdict explain(
      Evidence evidence, AppraisalPolicy policy, Challenge challenge, AppraisalTime time) {
    return explain(evidence, Endorsements.NONE, policy, challenge, time);
  }

  /// Verifies evidence and appraises it, and gives every check instead of claims.
  public Verdict explain(
      Evidence evidence,
      Endorsements endorsements,
      AppraisalPolicy policy,
      Challenge challenge,
      AppraisalTime time) {
    return run(evidence, endorsements, policy.anchors(), policy, challenge, time).verdict();
  }

  /// Verifies evidence that brings its endorsements along without a policy: is it genuine under
  /// these roots? The verdict is never `accepted`.
  public Verdict inspect(Evidence evidence, List<TrustAnchor> anchors, AppraisalTime time) {
    return inspect(evidence, Endorsements.NONE, anchors, time);
  }

  /// Verifies evidence without a policy: is it genuine under these roots? The verdict is never
  /// `accepted`.
  public Verdict inspect(
      Evidence evidence, Endorsements endorsements, List<TrustAnchor> anchors, AppraisalTime time) {
    return run(evidence, endorsements, anchors, null, Challenge.none(), time).verdict();
  }

  /// A verdict, and the claims that it may be about to give out.
  private record Outcome(Verdict verdict, Claims claims) {}

  private Outcome run(
      Evidence evidence,
      Endorsements endorsements,
      List<TrustAnchor> anchors,
      @Nullable AppraisalPolicy policy,
      Challenge challenge,
      AppraisalTime time) {
    Optional<Instant> stated = stated(evidence);
    Optional<Instant> at = stated.map(time::instant).or(time::instantOfUndated);
    CheckList checks = new CheckList();
    if (at.isEmpty()) {
      checks.fail(VerifierCheck.TIME, new Reason.NoTimeStated());
    }
    return judge(
        evidence,
        policy,
        new Appraisal(endorsements, anchors, challenge, time, at.orElse(Instant.EPOCH)),
        checks);
  }

  /// When the evidence says that it was made; empty if it doesn't say.
  private static Optional<Instant> stated(Evidence evidence) {
    return switch (evidence) {
      case NitroDocument document -> Optional.of(document.timestamp());
      case GuestReport _, TsmEvidence _, AzureEvidence _, NvidiaEvidence _ -> Optional.empty();
      case NrasAnswer answer -> answer.time();
      case CompositeEvidence composite -> stated(composite.cpu());
    };
  }

  private Outcome judge(
      Evidence evidence, @Nullable AppraisalPolicy policy, Appraisal appraisal, CheckList checks) {
    Finding finding =
        switch (evidence) {
          case NitroDocument document -> nitro(document, policy, appraisal, checks);
          case SnpEvidence report -> snp.report(report, policy, appraisal, checks);
          case TsmEvidence envelope ->
              switch (envelope.report()) {
                case SnpEvidence report -> snp.tsm(report, policy, appraisal, checks);
                case DcapQuote quote -> dcap.tsm(quote, policy, appraisal, checks);
              };
          case AzureSnpEvidence azure -> snp.azure(azure, policy, appraisal, checks);
          case AzureTdxEvidence azure -> dcap.azure(azure, policy, appraisal, checks);
          case DcapQuote quote -> dcap.quote(quote, policy, appraisal, checks);
          case NvidiaEvidence devices ->
              nvidia.check(
                  devices,
                  Fitting.policy(NvidiaPolicy.class, policy, devices.kind(), checks),
                  appraisal,
                  checks);
          case NrasAnswer answer ->
              nras.check(
                  answer,
                  Fitting.policy(NrasPolicy.class, policy, answer.kind(), checks),
                  appraisal,
                  checks);
          case CompositeEvidence composite -> composite(composite, policy, appraisal, checks);
        };
    return new Outcome(
        new Verdict(
            evidence.kind(),
            appraisal.at(),
            checks.checks(),
            finding.status(),
            finding.advisories(),
            finding.claims().simulated(),
            policy != null),
        finding.claims());
  }

  private Finding nitro(
      NitroDocument document,
      @Nullable AppraisalPolicy policy,
      Appraisal appraisal,
      CheckList checks) {
    boolean simulated = nitro.check(document, appraisal.anchors(), appraisal.at(), checks);
    checks.enter(Stage.PLATFORM);
    checks.skip(NitroCheck.PLATFORM, "Nitro evidence reports none");
    checks.enter(Stage.POLICY);
    NitroPolicy own = Fitting.policy(NitroPolicy.class, policy, document.kind(), checks);
    if (own != null) {
      NitroAppraisal.check(
          own, appraisal.challenge(), appraisal.time(), appraisal.at(), document, checks);
    }
    return new Finding(
        new NitroClaims(document, simulated), PlatformStatus.NOT_REPORTED, List.of());
  }

  private Finding composite(
      CompositeEvidence evidence,
      @Nullable AppraisalPolicy policy,
      Appraisal appraisal,
      CheckList checks) {
    CompositePolicy own = Fitting.policy(CompositePolicy.class, policy, evidence.kind(), checks);
    return new CompositeVerification(
            (part, partsPolicy, asked) -> {
              Outcome outcome = judge(part, partsPolicy, asked, new CheckList());
              return new CompositeVerification.Judged(outcome.verdict(), outcome.claims());
            })
        .check(evidence, own, appraisal, checks);
  }
}
