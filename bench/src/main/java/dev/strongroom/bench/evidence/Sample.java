// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.evidence;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;

/// Evidence with all that it is judged with.
///
/// @param encoded the evidence's bytes
/// @param endorsements read once, as a relying party keeps them
/// @param policy that accepts it
/// @param time at which all of it is in force
record Sample(
    Bytes encoded,
    Endorsements endorsements,
    AppraisalPolicy policy,
    Challenge challenge,
    AppraisalTime time) {

  /// From bytes to verdict.
  Verdict judge(Verifier verifier) {
    try {
      return verifier.explain(Evidence.parse(encoded), endorsements, policy, challenge, time);
    } catch (MalformedEvidenceException e) {
      throw new IllegalStateException(e);
    }
  }

  /// From bytes to a verdict that has to be good.
  void accept(Verifier verifier) {
    Verdict verdict = judge(verifier);
    if (!verdict.accepted()) {
      throw new IllegalStateException("not accepted: " + verdict.firstFailure());
    }
  }
}
