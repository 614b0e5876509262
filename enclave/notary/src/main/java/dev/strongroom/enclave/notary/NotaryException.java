// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary;

/// The notary has no receipt to give.
public final class NotaryException extends Exception {
  private static final long serialVersionUID = 1;

  private final NotaryRefusal refusal;

  /// @param refusal why
  public NotaryException(NotaryRefusal refusal) {
    super(refusal.words());
    this.refusal = refusal;
  }

  /// Why.
  public NotaryRefusal refusal() {
    return refusal;
  }
}
