// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import java.util.Objects;

/// A vault didn't do what it was asked.
public abstract sealed class VaultException extends Exception
    permits ApprovalNeededException, UnusableVaultAnswerException, VaultRefusedException {
  private static final long serialVersionUID = 1;

  /// @param message for people; may hold the vault's own words, which aren't to be trusted on a
  ///   terminal
  VaultException(String message) {
    super(message);
  }

  /// The same with what is behind it.
  VaultException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
