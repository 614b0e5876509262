// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.signature;

import java.util.Objects;

/// A signed request isn't taken.
public final class RefusedRequestException extends Exception {
  private static final long serialVersionUID = 1;

  private final Refusal refusal;

  /// @param refusal why
  /// @param message more of it; says nothing of the request's content
  public RefusedRequestException(Refusal refusal, String message) {
    super(refusal.code() + ": " + message);
    this.refusal = refusal;
  }

  /// Why.
  public Refusal refusal() {
    return refusal;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
