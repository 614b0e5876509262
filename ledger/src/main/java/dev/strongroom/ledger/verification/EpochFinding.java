// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.attestation.nitro.NitroPolicy.Binding;
import dev.strongroom.ledger.entry.EpochEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the evidence of an epoch says and is worth.
sealed interface EpochFinding {
  /// It isn't evidence.
  record Malformed(String problem) implements EpochFinding {}

  /// Evidence.
  ///
  /// @param claims what it says, whether or not it is genuine
  /// @param verdict of the policy; without one, whether it is genuine under no root at all
  /// @param at when it was judged, if it states no time itself
  record Judged(Claims claims, Verdict verdict, Optional<Instant> at) implements EpochFinding {}

  /// Whether a policy's evidence is judged as of when others show that it existed, and with what
  /// they give along: it states no time.
  static boolean undated(AppraisalPolicy policy) {
    return !(policy instanceof NitroPolicy);
  }

  /// Judges evidence at its own time, or at the time that is given.
  ///
  /// @param policy empty if nobody asks whether the evidence is good
  /// @param endorsements for evidence that doesn't bring them along
  /// @param at empty: at its own time, at which evidence without one isn't genuine
  static EpochFinding of(
      EpochEntry epoch,
      Optional<AppraisalPolicy> policy,
      Verifier verifier,
      Endorsements endorsements,
      Optional<Instant> at) {
    Evidence evidence;
    try {
      evidence = Evidence.parse(epoch.evidence());
    } catch (MalformedEvidenceException e) {
      return new Malformed(e.getMessage());
    }
    AppraisalTime time = at.map(AppraisalTime::at).orElseGet(AppraisalTime::archived);
    Verdict verdict =
        policy
            .map(asked ->
                verifier.explain(evidence, endorsements, asked, challenge(epoch, asked), time))
            .orElseGet(() -> verifier.inspect(evidence, List.of(), time));
    return new Judged(evidence.claims(verdict.simulated()), verdict, at);
  }

  /// What evidence has to be bound to is a check of the receipt's own; it is told to a policy only
  /// that insists on knowing.
  private static Challenge challenge(EpochEntry epoch, AppraisalPolicy policy) {
    Challenge challenge = Challenge.none();
    switch (policy) {
      case NitroPolicy nitro -> {
        if (nitro.binding(Binding.PUBLIC_KEY) instanceof Require) {
          challenge = challenge.withPublicKey(epoch.statement().epochKey());
        }
        if (nitro.binding(Binding.USER_DATA) instanceof Require) {
          challenge = challenge.withUserData(epoch.statement().binding());
        }
      }
      // One field of 64 bytes, which binds all of the statement.
      default -> challenge = challenge.withUserData(epoch.statement().binding());
    }
    return challenge;
  }
}
