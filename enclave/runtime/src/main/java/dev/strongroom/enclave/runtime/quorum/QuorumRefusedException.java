// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.quorum;

/// An operator's request was refused.
final class QuorumRefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final Refusal refusal;

  QuorumRefusedException(Refusal refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }

  Refusal refusal() {
    return refusal;
  }
}
