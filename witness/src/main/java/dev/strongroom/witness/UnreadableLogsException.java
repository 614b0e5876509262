// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness;

import java.util.Objects;

/// The list of logs is gone, or isn't one. Until it is mended, no log is known.
public final class UnreadableLogsException extends Exception {
  private static final long serialVersionUID = 1;

  /// @param problem what is wrong, and where
  public UnreadableLogsException(String problem) {
    super(problem);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
