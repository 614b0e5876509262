// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.checks;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.Reason;
import org.jspecify.annotations.Nullable;

/// Finds out whether a policy is for the evidence at hand.
public final class Fitting {
  private Fitting() {}

  /// The policy, if it is for this sort of evidence; one that isn't accepts nothing.
  ///
  /// @param kind of the evidence
  /// @return null if there is none, or it is for something else
  public static <P extends AppraisalPolicy> @Nullable P policy(
      Class<P> wanted, @Nullable AppraisalPolicy policy, EvidenceKind kind, CheckList checks) {
    if (policy == null) {
      return null;
    }
    if (wanted.isInstance(policy)) {
      return wanted.cast(policy);
    }
    checks.fail(VerifierCheck.POLICY_KIND, new Reason.WrongKind(policy.kind(), kind));
    return null;
  }
}
