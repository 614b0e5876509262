// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

/// Claims of evidence that was found genuine and that a policy accepted. Only a [Verifier] makes
/// one.
///
/// @param <C> the kind of claims
public final class Verified<C extends Claims> {
  private final C claims;
  private final Verdict verdict;

  Verified(C claims, Verdict verdict) {
    if (!verdict.accepted()) {
      throw new IllegalStateException("claims that weren't accepted");
    }
    this.claims = claims;
    this.verdict = verdict;
  }

  /// The claims.
  public C claims() {
    return claims;
  }

  /// The checks that were passed.
  public Verdict verdict() {
    return verdict;
  }
}
