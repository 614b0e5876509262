// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.inference;

import java.util.List;
import java.util.Objects;

/// A request or a response isn't the one that the ledger has, or the answer was cut short.
public final class InferenceMismatchException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient List<InferenceFinding> findings;
  private final String check;

  InferenceMismatchException(List<InferenceFinding> findings, InferenceFinding failed) {
    super(failed.name() + ": " + failed.detail());
    this.findings = List.copyOf(findings);
    this.check = failed.name();
  }

  /// The name of the first check that failed.
  public String check() {
    return check;
  }

  /// All checks.
  public List<InferenceFinding> findings() {
    return findings;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
