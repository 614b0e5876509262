// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.handover;

/// A request for the root secret was refused.
final class HandOverRefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final HandOverRefusal refusal;
  private final String reason;

  HandOverRefusedException(HandOverRefusal refusal) {
    this(refusal, "");
  }

  /// @param reason a stable code with more detail; empty if there is none
  HandOverRefusedException(HandOverRefusal refusal, String reason) {
    super(refusal.code);
    this.refusal = refusal;
    this.reason = reason;
  }

  int status() {
    return refusal.status;
  }

  String json() {
    return "{\"error\":\""
        + refusal.code
        + (reason.isEmpty() ? "" : "\",\"reason\":\"" + reason)
        + "\"}";
  }
}
