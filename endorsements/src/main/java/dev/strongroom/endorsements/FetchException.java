// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

/// Something wasn't fetched: from where, and why.
public final class FetchException extends Exception {
  private static final long serialVersionUID = 1;

  private final String url;
  private final Problem problem;
  private final String detail;

  /// @param url what was asked
  /// @param problem what went wrong
  /// @param detail for people
  public FetchException(String url, Problem problem, String detail) {
    super(url + ": " + problem + ": " + detail);
    this.url = url;
    this.problem = problem;
    this.detail = detail;
  }

  /// What was asked; for what no service hands out, its name.
  public String url() {
    return url;
  }

  /// What went wrong.
  public Problem problem() {
    return problem;
  }

  /// The same for people.
  public String detail() {
    return detail;
  }
}
