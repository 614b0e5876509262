// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import java.time.Instant;
import java.util.Optional;

/// When an entry was made, as far as anybody vouches for it.
///
/// @param stated the entry's own time: a claim of the enclave's clock
/// @param notBefore the latest instant of which it is shown that the entry is younger
/// @param notAfter the earliest instant at which it is shown that the entry existed
public record TimeBounds(Instant stated, Optional<Bound> notBefore, Optional<Bound> notAfter) {
  /// One end.
  ///
  /// @param vouchedBy whose word it is
  public record Bound(Instant time, String vouchedBy) {
    @Override
    public String toString() {
      return time + ", by the word of " + vouchedBy;
    }
  }
}
