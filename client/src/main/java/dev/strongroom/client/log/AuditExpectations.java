// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.log;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.witness.WitnessQuorum;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What an auditor knows of a log from elsewhere.
///
/// @param key the log's; empty: the one that accepted evidence binds
/// @param enclaves policies, one of which has to accept the evidence of each epoch; none: evidence
///   isn't appraised
/// @param witnesses that have to have cosigned
/// @param before an earlier checkpoint of the log, which the auditor believes
/// @param latest no cosignature may say a later time: now, and what clocks may differ by
public record AuditExpectations(
    Optional<VerifierKey> key,
    List<AppraisalPolicy> enclaves,
    WitnessQuorum witnesses,
    Optional<Checkpoint> before,
    Instant latest) {
  /// Copies the list.
  ///
  /// @throws IllegalArgumentException if there is neither key nor policy: anybody could have made
  ///   the log
  public AuditExpectations {
    enclaves = List.copyOf(enclaves);
    if (key.isEmpty() && enclaves.isEmpty()) {
      throw new IllegalArgumentException("neither a key nor a policy: anybody's log would do");
    }
  }
}
