// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.json;

import java.util.Objects;

/// JSON that can't be understood, or says too little.
public final class MalformedJsonException extends Exception {
  private static final long serialVersionUID = 1;

  private final String place;
  private final String problem;

  /// @param place where in the text, such as `image.require[0].pcr0`; empty for the text as a whole
  /// @param problem what is wrong there
  public MalformedJsonException(String place, String problem) {
    super(place.isEmpty() ? problem : place + ": " + problem);
    this.place = place;
    this.problem = problem;
  }

  /// Where in the text.
  public String place() {
    return place;
  }

  /// What is wrong there.
  public String problem() {
    return problem;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
