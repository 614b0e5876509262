// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.bitgraph;

import dev.strongroom.ledger.bitgraph.Finding.Outcome;
import java.util.ArrayList;
import java.util.List;

/// Collects findings in order. Used by one thread.
final class FindingList {
  private final List<Finding> findings = new ArrayList<>();

  void holds(String name, String why) {
    findings.add(new Finding(name, Outcome.HOLDS, why));
  }

  void fails(String name, String why) {
    findings.add(new Finding(name, Outcome.DOES_NOT_HOLD, why));
  }

  void unknown(String name, String why) {
    findings.add(new Finding(name, Outcome.CANNOT_BE_KNOWN, why));
  }

  /// Holds or doesn't.
  void note(String name, boolean good, String ifGood, String ifBad) {
    if (good) {
      holds(name, ifGood);
    } else {
      fails(name, ifBad);
    }
  }

  /// Whether a claim was found to hold.
  boolean has(String name) {
    return findings.stream()
        .anyMatch(finding -> finding.name().equals(name) && finding.outcome() == Outcome.HOLDS);
  }

  List<Finding> all() {
    return List.copyOf(findings);
  }
}
