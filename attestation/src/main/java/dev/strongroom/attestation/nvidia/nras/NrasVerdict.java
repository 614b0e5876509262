// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia.nras;

import dev.strongroom.attestation.Check;
import dev.strongroom.attestation.Check.Outcome;
import dev.strongroom.attestation.Check.Stage;
import java.time.Instant;
import java.util.List;

/// What came of judging an answer of the service.
///
/// @param at the instant for which it was judged
/// @param checks in order
public record NrasVerdict(Instant at, List<Check> checks) {

  /// Copies the list.
  public NrasVerdict {
    checks = List.copyOf(checks);
  }

  /// Whether the service signed all of it.
  public boolean genuine() {
    return passed(Stage.GENUINE);
  }

  /// Whether it is genuine and the policy content.
  public boolean accepted() {
    return genuine() && passed(Stage.POLICY);
  }

  private boolean passed(Stage stage) {
    return checks.stream().anyMatch(check -> check.stage() == stage)
        && checks.stream().noneMatch(c -> c.stage() == stage && c.outcome() == Outcome.FAILED);
  }
}
