// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime;

/// An heir doesn't get the root secret by a decision in the log.
public final class SuccessorRefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final String code;
  private final boolean passes;

  /// @param code why: a stable name
  /// @param passes whether it may be admitted later
  /// @param cause the log's own exception
  public SuccessorRefusedException(String code, boolean passes, Throwable cause) {
    super(code, cause);
    this.code = code;
    this.passes = passes;
  }

  /// Why: a stable name.
  public String code() {
    return code;
  }

  /// Whether it may be admitted later.
  public boolean passes() {
    return passes;
  }
}
