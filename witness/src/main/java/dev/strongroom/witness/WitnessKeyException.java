// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness;

import java.util.Objects;

/// A witness's keys can't be made, or can't be used.
public final class WitnessKeyException extends Exception {
  private static final long serialVersionUID = 1;

  /// @param problem what is wrong; never a key
  public WitnessKeyException(String problem) {
    super(problem);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
