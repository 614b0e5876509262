// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy.expression;

import java.util.Objects;

/// A decoded request that lacks a member of its form or has it with another type.
public final class MalformedFactsException extends Exception {
  private static final long serialVersionUID = 1;

  /// @param message which member
  public MalformedFactsException(String message) {
    super(message);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
