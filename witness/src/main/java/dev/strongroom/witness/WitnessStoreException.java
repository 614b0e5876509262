// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A witness's state can't be read or written. Nothing is cosigned until it can.
public final class WitnessStoreException extends Exception {
  private static final long serialVersionUID = 1;

  /// @param problem what happened
  public WitnessStoreException(String problem) {
    this(problem, null);
  }

  /// @param problem what happened
  /// @param cause of it, if known
  public WitnessStoreException(String problem, @Nullable Throwable cause) {
    super(problem, cause);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
