// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.signature;

import java.util.Objects;

/// An image can't be signed as asked; the message says why, and what to do.
public final class SigningException extends Exception {
  private static final long serialVersionUID = 1;

  /// @param message for whoever wanted to sign
  public SigningException(String message) {
    super(message);
  }

  /// @param message for whoever wanted to sign
  /// @param cause what happened
  public SigningException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
