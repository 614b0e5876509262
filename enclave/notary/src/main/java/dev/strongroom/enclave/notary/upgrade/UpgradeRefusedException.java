// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.upgrade;

/// An upgrade's statement isn't entered, or an heir gets nothing by it.
public final class UpgradeRefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final UpgradeRefusal refusal;

  UpgradeRefusedException(UpgradeRefusal refusal) {
    super(refusal.code() + ": " + refusal.words());
    this.refusal = refusal;
  }

  /// Why.
  public UpgradeRefusal refusal() {
    return refusal;
  }
}
