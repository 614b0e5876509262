// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain;

import java.util.Objects;

/// A request to sign that isn't one, or that isn't understood in full: it is refused.
public final class UndecodableException extends Exception {
  private static final long serialVersionUID = 1;

  private final String code;

  /// @param code stable, such as `trailing-bytes`
  /// @param message for people; holds nothing but what was sent
  public UndecodableException(String code, String message) {
    super(message);
    this.code = code;
  }

  /// Which refusal it is.
  public String code() {
    return code;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
