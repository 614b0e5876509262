// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro;

import dev.strongroom.attestation.Check;
import dev.strongroom.attestation.Check.Outcome;
import dev.strongroom.attestation.Verdict;
import java.util.List;
import java.util.Objects;

/// Verdicts in the short form in which tests compare them: `<check> <reason code>`.
public final class Verdicts {
  private Verdicts() {}

  /// A failed check as its name and its reason's code, any other as its name and outcome.
  public static String describe(Check check) {
    return check.name()
        + " "
        + (check.outcome() == Outcome.FAILED
            ? Objects.requireNonNull(check.reason()).code()
            : check.outcome());
  }

  /// All failed checks in order.
  public static List<String> failures(Verdict verdict) {
    return verdict.checks().stream()
        .filter(check -> check.outcome() == Outcome.FAILED)
        .map(Verdicts::describe)
        .toList();
  }

  /// All checks in order.
  public static List<String> all(Verdict verdict) {
    return verdict.checks().stream().map(Verdicts::describe).toList();
  }
}
