// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary;

import dev.strongroom.enclave.notary.cosign.LogKeys;
import dev.strongroom.enclave.notary.cosign.Round;
import dev.strongroom.enclave.notary.cosign.WitnessRounds;
import dev.strongroom.enclave.runtime.ServiceException;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.note.SignedNote;
import java.time.Duration;
import java.util.Optional;

/// Asks witnesses again and again while a log is opened. All questions of a start share one
/// deadline.
final class WitnessPoll {
  /// For all questions together: less than a host waits for an enclave's first word, which then
  /// says what is missing.
  private static final Duration WITHIN = Duration.ofSeconds(12);

  private static final long PAUSE_MILLIS = 500;

  private final NotarySettings settings;
  private final long until = System.nanoTime() + WITHIN.toNanos();

  /// The time runs from now on.
  WitnessPoll(NotarySettings settings) {
    this.settings = settings;
  }

  /// Shows a tree to the witnesses, until enough of them agree or one knows more.
  Round ask(WitnessRounds witnesses, LogKeys keys, Checkpoint checkpoint)
      throws ServiceException, InterruptedException {
    SignedNote signed = keys.signed(checkpoint, Optional.empty());
    while (true) {
      Round round = witnesses.round(signed, checkpoint.size());
      if (round.met() || !round.ahead().isEmpty()) {
        return round;
      }
      if (settings.witnesses().size() - round.elsewhere().size() < settings.quorum().threshold()) {
        throw new ServiceException(
            "forked: the witnesses have cosigned another tree than the host's store has: "
                + round.problems(),
            null);
      }
      if (System.nanoTime() - until >= 0) {
        throw new ServiceException(
            "witnesses-missing: "
                + settings.quorum().threshold()
                + " needed for "
                + keys.log().text()
                + "; "
                + round.problems(),
            null);
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }
}
