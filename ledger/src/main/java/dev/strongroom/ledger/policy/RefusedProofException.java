// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.policy;

import java.util.Objects;

/// A proof that a policy doesn't accept.
public final class RefusedProofException extends Exception {
  private static final long serialVersionUID = 1;

  /// Why; its [#toString] is stable.
  public enum Reason {
    /// No log of the policy has the checkpoint's origin and signed it.
    UNKNOWN_LOG("log.unknown"),
    /// A signature that says that it is the log's, and isn't.
    LOG_SIGNATURE("log.signature"),
    /// The log signed no extension lines, and there are some.
    UNSIGNED_EXTENSIONS("log.unsigned-extensions"),
    /// A signature that says that it is a witness's, and isn't.
    COSIGNATURE("witness.signature"),
    /// Too few witnesses cosigned.
    QUORUM("witness.quorum"),
    /// The path doesn't lead from the entry to the checkpoint's root.
    INCLUSION("inclusion");

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

  RefusedProofException(Reason reason, String detail) {
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
