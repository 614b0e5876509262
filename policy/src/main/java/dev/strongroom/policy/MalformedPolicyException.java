// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy;

import java.util.Objects;

/// Bytes that are no policy.
public final class MalformedPolicyException extends Exception {
  private static final long serialVersionUID = 1;

  /// @param place such as `rules[0].when`; empty for the policy as a whole
  /// @param message what is wrong there
  public MalformedPolicyException(String place, String message) {
    super(place.isEmpty() ? message : place + ": " + message);
  }

  /// Place and fault.
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
