// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld;

import dev.strongroom.attestation.Verdict;

/// Claims of evidence that was found genuine and that a policy accepted. Only a [HandheldVerifier]
/// makes one.
public final class VerifiedHandheld {
  private final HandheldClaims claims;
  private final Verdict verdict;

  VerifiedHandheld(HandheldClaims claims, Verdict verdict) {
    if (!verdict.accepted()) {
      throw new IllegalStateException("claims that weren't accepted");
    }
    this.claims = claims;
    this.verdict = verdict;
  }

  /// The claims.
  public HandheldClaims claims() {
    return claims;
  }

  /// The checks that were passed.
  public Verdict verdict() {
    return verdict;
  }
}
