// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

/// A result that isn't to be believed.
public final class ResultException extends Exception {
  private static final long serialVersionUID = 1;

  private final Problem problem;

  /// What is wrong. Codes are stable.
  public enum Problem {
    /// It isn't a token, or not one of this profile's layout.
    MALFORMED("malformed"),
    /// It is signed in another way than the key is for.
    ALGORITHM("unexpected-algorithm"),
    /// None of the keys signed it.
    SIGNATURE("signature-invalid"),
    /// It is of another profile.
    PROFILE("another-profile"),
    /// It is well-formed, and demands what no policy can say.
    NOT_EXPRESSIBLE("not-expressible"),
    /// It was issued later than now.
    FROM_THE_FUTURE("from-the-future"),
    /// It isn't valid any more.
    EXPIRED("expired");

    private final String code;

    Problem(String code) {
      this.code = code;
    }

    /// The stable name.
    @Override
    public String toString() {
      return code;
    }
  }

  /// @param problem what is wrong
  /// @param detail for people
  public ResultException(Problem problem, String detail) {
    super(problem + ": " + detail);
    this.problem = problem;
  }

  /// What is wrong.
  public Problem problem() {
    return problem;
  }
}
