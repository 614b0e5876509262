// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy.expression;

import java.util.Objects;

/// Text that is no expression, or one about something that isn't there.
public final class MalformedExpressionException extends Exception {
  private static final long serialVersionUID = 1;

  /// @param message what is wrong, with line and column where they are known
  public MalformedExpressionException(String message) {
    super(message);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
