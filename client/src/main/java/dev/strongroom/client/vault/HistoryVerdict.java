// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import java.util.List;
import java.util.Optional;

/// Whether a key's history is whole.
///
/// @param entries how many there are by the statement's number; 0 if it has none
/// @param findings each check, in order
public record HistoryVerdict(long entries, List<Finding> findings) {
  /// Copies the list.
  public HistoryVerdict {
    findings = List.copyOf(findings);
  }

  /// How one check ended.
  ///
  /// @param check what was looked at
  /// @param passed whether it is as it should be
  /// @param detail what was found; of a failed check the first that is wrong
  public record Finding(HistoryCheck check, boolean passed, String detail) {}

  /// Whether nothing is missing and nothing is wrong.
  public boolean accepted() {
    return findings.size() == HistoryCheck.values().length && firstFailure().isEmpty();
  }

  /// The first check that failed.
  public Optional<Finding> firstFailure() {
    return findings.stream().filter(finding -> !finding.passed()).findFirst();
  }
}
