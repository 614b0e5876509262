// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy.expression;

import java.util.Objects;

/// An expression that has no value for this request: an amount below zero, a cost beyond the
/// budget, a member of a message that isn't there.
public final class UnevaluableException extends Exception {
  private static final long serialVersionUID = 1;

  /// @param message why
  public UnevaluableException(String message) {
    super(message);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
