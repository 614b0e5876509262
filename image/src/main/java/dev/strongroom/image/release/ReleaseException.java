// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.release;

import java.util.Objects;

/// A release is refused; the message says why.
public final class ReleaseException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ReleaseProblem problem;

  ReleaseException(ReleaseProblem problem, String message) {
    super(problem.code() + ": " + message);
    this.problem = problem;
  }

  /// Of which kind.
  public ReleaseProblem problem() {
    return problem;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
