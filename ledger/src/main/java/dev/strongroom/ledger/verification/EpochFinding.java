// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.attestation.nitro.NitroPolicy.Binding;
import dev.strongroom.ledger.entry.EpochEntry;
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
  record Judged(Claims claims, Verdict verdict) implements EpochFinding {}

  /// Judges evidence at its own time.
  ///
  /// @param policy empty if nobody asks whether the evidence is good
  static EpochFinding of(EpochEntry epoch, Optional<AppraisalPolicy> policy, Verifier verifier) {
    Evidence evidence;
    try {
      evidence = Evidence.parse(epoch.evidence());
    } catch (MalformedEvidenceException e) {
      return new Malformed(e.getMessage());
    }
    AppraisalTime time = AppraisalTime.archived();
    Verdict verdict =
        policy
            .map(asked -> verifier.explain(evidence, asked, challenge(epoch, asked), time))
            .orElseGet(() -> verifier.inspect(evidence, List.of(), time));
    return new Judged(evidence.claims(verdict.simulated()), verdict);
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
      // No receipt's policy has another kind.
      default -> challenge = challenge.withUserData(epoch.statement().binding());
    }
    return challenge;
  }
}
