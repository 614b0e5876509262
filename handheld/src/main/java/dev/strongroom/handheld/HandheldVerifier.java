// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.AttestationException;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Check;
import dev.strongroom.attestation.Check.Stage;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.PlatformStatus;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.checks.VerifierCheck;
import dev.strongroom.attestation.x509.PathVerifier;
import dev.strongroom.handheld.android.AndroidKeyAppraisal;
import dev.strongroom.handheld.android.AndroidKeyCheck;
import dev.strongroom.handheld.android.AndroidKeyDetails;
import dev.strongroom.handheld.android.AndroidKeyEvidence;
import dev.strongroom.handheld.android.AndroidKeyPolicy;
import dev.strongroom.handheld.android.AndroidKeyVerification;
import dev.strongroom.handheld.apple.AppAttestAppraisal;
import dev.strongroom.handheld.apple.AppAttestCheck;
import dev.strongroom.handheld.apple.AppAttestEvidence;
import dev.strongroom.handheld.apple.AppAttestPolicy;
import dev.strongroom.handheld.apple.AppAttestVerification;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Appraises evidence of people's phones (RFC 9334: the verifier). Pure computation: no I/O, no
/// global state, no clock but the one it is handed. Thread-safe.
///
/// ```java
/// var verifier = HandheldVerifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(64));
/// var verified = verifier.verify(
///     HandheldEvidence.parse(received), HandheldEndorsements.of(statusList), policy,
///     Challenge.ofNonce(myNonce), AppraisalTime.live(InstantSource.system()));
/// Bytes key = verified.claims().publicKey().orElseThrow();
/// ```
public final class HandheldVerifier {
  private final AndroidKeyVerification android;
  private final AppAttestVerification apple;

  private HandheldVerifier(PathVerifier paths) {
    android = new AndroidKeyVerification(paths);
    apple = new AppAttestVerification(paths);
  }

  /// A verifier that computes with `signatures` and remembers certificate paths in `cache`.
  public static HandheldVerifier create(SignatureProvider signatures, PathCache cache) {
    return new HandheldVerifier(new PathVerifier(signatures, cache));
  }

  /// What came of evidence: every check, and what it says. Nothing of the claims is verified unless
  /// the verdict is `accepted`; for showing, never for deciding.
  ///
  /// @param verdict of all checks
  /// @param claims of the evidence
  public record Explanation(Verdict verdict, HandheldClaims claims) {}

  /// Verifies evidence and appraises it.
  ///
  /// @return the claims, which only accepted evidence yields
  /// @throws AttestationException if any check failed; carries the first reason and the verdict
  public VerifiedHandheld verify(
      HandheldEvidence evidence,
      HandheldEndorsements endorsements,
      HandheldPolicy policy,
      Challenge challenge,
      AppraisalTime time)
      throws AttestationException {
    Explanation explanation = explain(evidence, endorsements, policy, challenge, time);
    Verdict verdict = explanation.verdict();
    Optional<Check> failure = verdict.firstFailure();
    if (failure.isPresent() || !verdict.accepted()) {
      Reason reason = failure.map(Check::reason).orElse(null);
      throw new AttestationException(
          reason != null ? reason : new Reason.Unverifiable("nothing was verified"), verdict);
    }
    return new VerifiedHandheld(explanation.claims(), verdict);
  }

  /// Verifies evidence and appraises it, and gives every check.
  public Explanation explain(
      HandheldEvidence evidence,
      HandheldEndorsements endorsements,
      HandheldPolicy policy,
      Challenge challenge,
      AppraisalTime time) {
    return run(evidence, new Question(endorsements, policy.anchors(), policy, challenge), time);
  }

  /// Verifies evidence without a policy: is it genuine under these roots? The verdict is never
  /// `accepted`.
  ///
  /// @param challenge what it has to be bound to; without one nobody knows whether it is fresh
  public Explanation inspect(
      HandheldEvidence evidence,
      HandheldEndorsements endorsements,
      List<TrustAnchor> anchors,
      Challenge challenge,
      AppraisalTime time) {
    return run(evidence, new Question(endorsements, anchors, null, challenge), time);
  }

  /// What is asked of a piece of evidence, but for the time.
  private record Question(
      HandheldEndorsements endorsements,
      List<TrustAnchor> anchors,
      @Nullable HandheldPolicy policy,
      Challenge challenge) {}

  private Explanation run(HandheldEvidence evidence, Question question, AppraisalTime time) {
    CheckList checks = new CheckList();
    Optional<Instant> at = time.instantOfUndated();
    if (at.isEmpty()) {
      checks.fail(VerifierCheck.TIME, new Reason.NoTimeStated());
    }
    Instant instant = at.orElse(Instant.EPOCH);
    HandheldClaims claims =
        switch (evidence) {
          case AndroidKeyEvidence chain -> android(chain, question, instant, checks);
          case AppAttestEvidence object -> apple(object, question, instant, checks);
        };
    return new Explanation(
        new Verdict(
            evidence.kind(),
            instant,
            checks.checks(),
            PlatformStatus.NOT_REPORTED,
            List.of(),
            false,
            question.policy() != null),
        claims);
  }

  private HandheldClaims android(
      AndroidKeyEvidence evidence, Question question, Instant at, CheckList checks) {
    var list = question.endorsements().statusList();
    AndroidKeyVerification.Result found =
        android.check(evidence, question.anchors(), list, at, checks);
    checks.enter(Stage.PLATFORM);
    checks.skip(AndroidKeyCheck.PLATFORM, "Google publishes no list of levels");
    checks.enter(Stage.POLICY);
    if (question.policy() instanceof AndroidKeyPolicy policy) {
      AndroidKeyAppraisal.check(policy, found, list, question.challenge(), at, checks);
    } else {
      refuseOther(evidence, question, checks);
    }
    return AndroidKeyDetails.claims(found);
  }

  private HandheldClaims apple(
      AppAttestEvidence evidence, Question question, Instant at, CheckList checks) {
    apple.check(
        evidence,
        question.anchors(),
        question.endorsements().certificates(),
        question.challenge(),
        at,
        checks);
    checks.enter(Stage.PLATFORM);
    checks.skip(AppAttestCheck.RECEIPT, "not looked at: only Apple's servers make use of it");
    checks.enter(Stage.POLICY);
    if (question.policy() instanceof AppAttestPolicy policy) {
      AppAttestAppraisal.check(policy, evidence, question.challenge(), checks);
    } else {
      refuseOther(evidence, question, checks);
    }
    return AppAttestAppraisal.claims(evidence);
  }

  private static void refuseOther(HandheldEvidence evidence, Question question, CheckList checks) {
    if (question.policy() != null) {
      checks.fail(
          VerifierCheck.POLICY_KIND,
          new Reason.WrongKind(question.policy().kind(), evidence.kind()));
    }
  }
}
