// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import java.util.Objects;

/// A well-formed receipt was refused.
public final class ReceiptException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient ReceiptReason reason;
  private final transient ReceiptVerdict verdict;

  /// @param reason why the first failed check failed
  /// @param verdict all checks
  public ReceiptException(ReceiptReason reason, ReceiptVerdict verdict) {
    // No stack trace: a hostile receipt must not cost more than a good one.
    super(reason.describe(), null, false, false);
    this.reason = reason;
    this.verdict = verdict;
  }

  /// Why the first failed check failed; its [ReceiptReason#code] is stable.
  public ReceiptReason reason() {
    return reason;
  }

  /// All checks, as `explain` gives them.
  public ReceiptVerdict verdict() {
    return verdict;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
