// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.log;

import dev.strongroom.attestation.Verdict;
import dev.strongroom.ledger.entry.EpochEntry;
import java.util.Optional;

/// An epoch of a log that was audited.
///
/// @param index of its leaf
/// @param entry with which it began
/// @param verdict on its evidence at the evidence's own time; empty if no policy was asked, or
///   there was nothing to judge
public record AuditedEpoch(long index, EpochEntry entry, Optional<Verdict> verdict) {
  /// Whether a policy accepted its evidence.
  public boolean accepted() {
    return verdict.isPresent() && verdict.get().accepted();
  }

  /// Whether its evidence is known to be a simulated device's.
  public boolean simulated() {
    return verdict.isPresent() && verdict.get().simulated();
  }
}
