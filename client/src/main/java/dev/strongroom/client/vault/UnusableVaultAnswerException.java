// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

/// The vault's answer isn't one to what was asked: badly formed, about something else, or with a
/// receipt that isn't accepted. Nothing of it is to be used.
public final class UnusableVaultAnswerException extends VaultException {
  private static final long serialVersionUID = 1;

  /// @param problem what is wrong with it
  public UnusableVaultAnswerException(String problem) {
    super(problem);
  }

  /// @param problem what is wrong with it
  /// @param cause such as a [dev.strongroom.ledger.verification.ReceiptException]
  public UnusableVaultAnswerException(String problem, Throwable cause) {
    super(problem, cause);
  }
}
