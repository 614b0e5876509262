// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.backend;

/// A back end gave no answer.
public final class BackendException extends Exception {
  private static final long serialVersionUID = 1;

  /// Why.
  public enum Problem {
    /// It isn't what the measured configuration accepts; nothing was sent to it.
    NOT_ACCEPTED("backend-not-accepted"),
    /// It can't be reached, or broke the connection.
    UNREACHABLE("backend-unreachable"),
    /// It has as much to do as it takes.
    BUSY("backend-busy"),
    /// It can't do what was asked.
    UNSUPPORTED("unsupported");

    private final String code;

    Problem(String code) {
      this.code = code;
    }

    /// The stable name, in errors.
    public String code() {
      return code;
    }
  }

  private final Problem problem;

  /// @param detail for people; nothing of a request
  public BackendException(Problem problem, String detail) {
    super(problem.code() + ": " + detail);
    this.problem = problem;
  }

  /// Why.
  public Problem problem() {
    return problem;
  }
}
