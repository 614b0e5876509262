// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.handheld.HandheldEndorsements;
import dev.strongroom.handheld.HandheldEvidence;
import dev.strongroom.handheld.HandheldPolicy;
import dev.strongroom.handheld.HandheldVerifier;

/// What `verify` asks under a policy for phones' keys.
///
/// @param policy that has to accept
/// @param challenge what the evidence has to be bound to
record PhoneAppraisal(HandheldPolicy policy, Challenge challenge) implements Judge.Question {
  @Override
  public Verdict ask(
      Verifier verifier, Evidence evidence, Endorsements endorsements, AppraisalTime time)
      throws UsageException {
    throw new UsageException(
        "the policy is for " + policy.kind() + ", the evidence is " + evidence.kind());
  }

  @Override
  public HandheldVerifier.Explanation askPhone(
      HandheldVerifier verifier,
      HandheldEvidence evidence,
      HandheldEndorsements endorsements,
      AppraisalTime time) {
    return verifier.explain(evidence, endorsements, policy, challenge, time);
  }
}
