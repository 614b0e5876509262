// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.upgrade;

import dev.strongroom.ledger.receipt.SignedCheckpoint;
import dev.strongroom.ledger.witness.Cosignature;
import dev.strongroom.ledger.witness.WitnessQuorum;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// When a checkpoint was cosigned, by the witnesses' clocks. The host can turn the enclave's own
/// clock, not theirs. To move either end, as many witnesses as make a quorum have to lie.
///
/// @param seenBy as many as make a quorum say that they had seen it by then
/// @param reached as many as make a quorum say that it was that late already
record WitnessTime(Instant seenBy, Instant reached) {

  /// Of a checkpoint that has just been cosigned.
  ///
  /// @throws UpgradeRefusedException if fewer than a quorum say a time
  static WitnessTime of(SignedCheckpoint checkpoint, WitnessQuorum quorum)
      throws UpgradeRefusedException {
    Map<String, Instant> times = new HashMap<>();
    // No time is too late: whether it is true is what the quorum is for.
    for (Cosignature cosignature : quorum.evaluate(checkpoint.note(), Instant.MAX).cosignatures()) {
      if (cosignature instanceof Cosignature.Good good && good.time().isPresent()) {
        times.merge(good.witness().key().name(), good.time().get(), WitnessTime::earlier);
      }
    }
    List<Instant> sorted = times.values().stream().sorted(Comparator.naturalOrder()).toList();
    int needed = quorum.threshold();
    if (needed < 1 || sorted.size() < needed) {
      throw new UpgradeRefusedException(UpgradeRefusal.TIMES_MISSING);
    }
    return new WitnessTime(sorted.get(needed - 1), sorted.get(sorted.size() - needed));
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
