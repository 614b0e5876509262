// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime;

/// The log has no receipt to give.
public final class LedgerException extends Exception {
  private static final long serialVersionUID = 1;

  private final String code;

  /// @param code why: a stable name
  /// @param cause the log's own exception
  public LedgerException(String code, Throwable cause) {
    super("the ledger: " + code, cause);
    this.code = code;
  }

  /// Why: a stable name.
  public String code() {
    return code;
  }
}
