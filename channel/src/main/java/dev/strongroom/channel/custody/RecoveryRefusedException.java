// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.custody;

/// A key isn't recovered.
public final class RecoveryRefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final RecoveryRefusal refusal;

  /// @param message for people, without anything secret
  public RecoveryRefusedException(RecoveryRefusal refusal, String message) {
    super(message);
    this.refusal = refusal;
  }

  /// Why not.
  public RecoveryRefusal refusal() {
    return refusal;
  }
}
