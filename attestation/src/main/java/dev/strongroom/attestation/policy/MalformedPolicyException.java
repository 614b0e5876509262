// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.policy;

import java.util.Objects;

/// A policy file says something that can't be understood, or too little.
public final class MalformedPolicyException extends Exception {
  private static final long serialVersionUID = 1;

  private final String place;

  /// @param place where in the file, such as `image.require[0].pcr0`; empty for the file as a whole
  /// @param message what is wrong there
  public MalformedPolicyException(String place, String message) {
    super(place.isEmpty() ? message : place + ": " + message);
    this.place = place;
  }

  /// Where in the file.
  public String place() {
    return place;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
