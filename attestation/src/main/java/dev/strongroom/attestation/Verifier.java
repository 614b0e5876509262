// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

import dev.strongroom.attestation.Check.Stage;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.nitro.NitroClaims;
import dev.strongroom.attestation.nitro.NitroDocument;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.attestation.nitro.verification.NitroAppraisal;
import dev.strongroom.attestation.nitro.verification.NitroVerification;
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

  private Verifier(NitroVerification nitro) {
    this.nitro = nitro;
  }

  /// A verifier that computes with `signatures` and remembers certificate paths in `cache`.
  public static Verifier create(SignatureProvider signatures, PathCache cache) {
    return new Verifier(new NitroVerification(signatures, new PathVerifier(signatures, cache)));
  }

  /// Verifies evidence and appraises it.
  ///
  /// @return the claims, which only accepted evidence yields
  /// @throws AttestationException if any check failed; carries the first reason and the verdict
  public Verified<Claims> verify(
      Evidence evidence, AppraisalPolicy policy, Challenge challenge, AppraisalTime time)
      throws AttestationException {
    Verdict verdict = explain(evidence, policy, challenge, time);
    Optional<Check> failure = verdict.firstFailure();
    if (failure.isPresent() || !verdict.accepted()) {
      Reason reason = failure.map(Check::reason).orElse(null);
      throw new AttestationException(
          reason != null ? reason : new Reason.Unverifiable("nothing was verified"), verdict);
    }
    Claims claims =
        switch (evidence) {
          case NitroDocument document -> new NitroClaims(document, verdict.simulated());
        };
    return new Verified<>(claims, verdict);
  }

  /// Verifies evidence and appraises it, and gives every check instead of claims.
  public Verdict explain(
      Evidence evidence, AppraisalPolicy policy, Challenge challenge, AppraisalTime time) {
    return run(evidence, policy.anchors(), policy, challenge, time);
  }

  /// Verifies evidence without a policy: is it genuine under these roots? The verdict is never
  /// `accepted`.
  public Verdict inspect(Evidence evidence, List<TrustAnchor> anchors, AppraisalTime time) {
    return run(evidence, anchors, null, Challenge.none(), time);
  }

  private Verdict run(
      Evidence evidence,
      List<TrustAnchor> anchors,
      @Nullable AppraisalPolicy policy,
      Challenge challenge,
      AppraisalTime time) {
    CheckList checks = new CheckList();
    return switch (evidence) {
      case NitroDocument document -> {
        Instant at = time.instant(document.timestamp());
        boolean simulated = nitro.check(document, anchors, at, checks);
        checks.enter(Stage.PLATFORM);
        checks.skip("platform.status", "Nitro evidence reports none");
        checks.enter(Stage.POLICY);
        switch (policy) {
          case NitroPolicy p -> NitroAppraisal.check(p, challenge, time, at, document, checks);
          case null -> {}
        }
        yield new Verdict(
            document.kind(),
            at,
            checks.checks(),
            PlatformStatus.NOT_REPORTED,
            simulated,
            policy != null);
      }
    };
  }
}
