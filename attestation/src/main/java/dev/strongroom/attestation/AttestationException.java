// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

import java.util.Objects;

/// Well-formed evidence was refused.
public final class AttestationException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Reason reason;
  private final transient Verdict verdict;

  /// @param reason why the first failed check failed
  /// @param verdict all checks
  public AttestationException(Reason reason, Verdict verdict) {
    super(reason.describe(), null, false, false);
    this.reason = reason;
    this.verdict = verdict;
  }

  /// Why the first failed check failed; its [Reason#code] is stable.
  public Reason reason() {
    return reason;
  }

  /// All checks, as `explain` gives them.
  public Verdict verdict() {
    return verdict;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
