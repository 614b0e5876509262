// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.AttestationException;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.ledger.entry.EpochEntry;
import dev.strongroom.ledger.entry.EpochStatement;
import dev.strongroom.ledger.note.VerifierKey;
import java.util.List;
import java.util.Optional;

/// Which key a log has, by the word of its enclave.
final class LogKeys {
  private LogKeys() {}

  /// What an epoch's evidence shows.
  ///
  /// @param key the log's, if a policy accepts the evidence
  /// @param words of the refusal, else that it was accepted
  /// @param simulated whether it is that of a simulated device
  record Shown(Optional<VerifierKey> key, String words, boolean simulated) {}

  /// Judges an epoch's evidence at its own time.
  static Shown by(EpochEntry epoch, List<AppraisalPolicy> policies) {
    EpochStatement statement = epoch.statement();
    Challenge bound =
        Challenge.none().withPublicKey(statement.epochKey()).withUserData(statement.binding());
    Shown shown = new Shown(Optional.empty(), "not appraised", false);
    for (AppraisalPolicy policy : policies) {
      try {
        boolean simulated =
            NotaryOptions.verifier()
                .verify(Evidence.parse(epoch.evidence()), policy, bound, AppraisalTime.archived())
                .verdict()
                .simulated();
        return new Shown(Optional.of(statement.logVerifierKey()), "accepted", simulated);
      } catch (AttestationException e) {
        shown = new Shown(Optional.empty(), "refused: " + e.getMessage(), e.verdict().simulated());
      } catch (MalformedEvidenceException | IllegalArgumentException e) {
        shown = new Shown(Optional.empty(), "malformed: " + e.getMessage(), false);
      }
    }
    return shown;
  }
}
