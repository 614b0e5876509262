// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.cose;

import java.util.Objects;

/// A receipt or statement that doesn't show what it should.
public final class RefusedReceiptException extends Exception {
  private static final long serialVersionUID = 1;

  /// Why; its [#toString] is stable.
  public enum Reason {
    /// It names another key than the one that it is checked with, or that key isn't Ed25519.
    KEY("key"),
    /// The path doesn't fit the tree.
    PROOF("proof"),
    /// The key didn't sign it.
    SIGNATURE("signature"),
    /// The checkpoint is of another tree.
    CHECKPOINT("checkpoint"),
    /// No receipt is of this log.
    NO_RECEIPT("no-receipt");

    private final String code;

    Reason(String code) {
      this.code = code;
    }

    @Override
    public String toString() {
      return code;
    }
  }

  private final Reason reason;

  RefusedReceiptException(Reason reason, String detail) {
    super(reason + ": " + detail);
    this.reason = reason;
  }

  /// Why.
  public Reason reason() {
    return reason;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
