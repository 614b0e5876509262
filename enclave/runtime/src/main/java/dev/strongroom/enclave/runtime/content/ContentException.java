// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.content;

/// The host didn't bring content, or brought something else.
public final class ContentException extends Exception {
  private static final long serialVersionUID = 1;

  /// Why there is none.
  public enum Problem {
    /// The host offers nothing, or broke off too often.
    UNREACHABLE("content-unreachable"),
    /// The host hasn't got it.
    ABSENT("content-absent"),
    /// The host can't read it, or brings as much at once as it can.
    UNAVAILABLE("content-unavailable"),
    /// What came has another length or digest.
    DIFFERS("content-differs"),
    /// What came isn't the protocol.
    MALFORMED("content-malformed"),
    /// It came too slowly.
    LATE("content-late"),
    /// It can't be written here: is there the room?
    NO_ROOM("content-no-room");

    private final String code;

    Problem(String code) {
      this.code = code;
    }

    /// The stable name.
    public String code() {
      return code;
    }
  }

  private final Problem problem;

  ContentException(Problem problem, String detail) {
    super(problem.code() + ": " + detail);
    this.problem = problem;
  }

  /// Why there is none.
  public Problem problem() {
    return problem;
  }
}
