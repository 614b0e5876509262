// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.checks;

import dev.strongroom.attestation.Check;
import dev.strongroom.attestation.Check.Outcome;
import dev.strongroom.attestation.Check.Stage;
import dev.strongroom.attestation.Reason;
import java.util.ArrayList;
import java.util.List;

/// Collects the checks of one appraisal in order. Used by one thread.
public final class CheckList {
  private final List<Check> checks = new ArrayList<>(32);
  private Stage stage = Stage.GENUINE;
  private int failures;

  /// What follows belongs to `next`.
  public void enter(Stage next) {
    stage = next;
  }

  /// Notes a check that was passed.
  public void pass(CheckName name, String detail) {
    checks.add(new Check(name.label(), name.source(), stage, Outcome.PASSED, detail, null));
  }

  /// Notes a check that failed.
  public void fail(CheckName name, Reason reason) {
    failures++;
    checks.add(
        new Check(name.label(), name.source(), stage, Outcome.FAILED, reason.describe(), reason));
  }

  /// Notes a check that has nothing to look at; doesn't stand in the way of acceptance.
  public void skip(CheckName name, String why) {
    checks.add(new Check(name.label(), name.source(), stage, Outcome.NOT_APPLICABLE, why, null));
  }

  /// Notes the checks of a part, in their own stages.
  ///
  /// @param prefix of their names
  public void add(String prefix, List<Check> part) {
    for (Check check : part) {
      failures += check.outcome() == Outcome.FAILED ? 1 : 0;
      checks.add(
          new Check(
              prefix + check.name(),
              check.source(),
              check.stage(),
              check.outcome(),
              check.detail(),
              check.reason()));
    }
  }

  /// How many checks failed so far.
  public int failures() {
    return failures;
  }

  /// What was collected.
  public List<Check> checks() {
    return List.copyOf(checks);
  }
}
