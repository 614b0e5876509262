// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.checks;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.TrustAnchor;
import java.time.Instant;
import java.util.List;

/// Under what evidence is judged, besides the policy.
///
/// @param endorsements what others vouch for
/// @param anchors the roots that are trusted
/// @param challenge what the evidence has to be bound to
/// @param time how time is asked for
/// @param at the instant that follows from it
public record Appraisal(
    Endorsements endorsements,
    List<TrustAnchor> anchors,
    Challenge challenge,
    AppraisalTime time,
    Instant at) {

  /// Copies the list.
  public Appraisal {
    anchors = List.copyOf(anchors);
  }
}
