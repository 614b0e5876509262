// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.recovery;

/// A recovery request isn't carried out.
public final class RecoveryRefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final RecoveryRefusal refusal;

  /// @param refusal why
  public RecoveryRefusedException(RecoveryRefusal refusal) {
    super("recovery-refused: " + refusal.code() + ": " + refusal.words());
    this.refusal = refusal;
  }

  /// Why.
  public RecoveryRefusal refusal() {
    return refusal;
  }
}
