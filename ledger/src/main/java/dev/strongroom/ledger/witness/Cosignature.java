// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.witness;

import java.time.Instant;
import java.util.Optional;

/// What a note holds of one witness key: a cosignature that counts, or why there is none.
public sealed interface Cosignature {
  /// Whose it is, or would be.
  WitnessKey witness();

  /// A cosignature that counts.
  ///
  /// @param time when the witness says that it made it; empty where an ML-DSA signature says none
  record Good(WitnessKey witness, Optional<Instant> time) implements Cosignature {}

  /// Nothing that counts.
  record Bad(WitnessKey witness, Problem problem) implements Cosignature {}

  /// Why a cosignature doesn't count.
  enum Problem {
    /// No line is from this key.
    MISSING("witness-missing", "the witness hasn't cosigned"),
    /// A line says that it is from this key, and its signature is wrong.
    WRONG("witness-signature-wrong", "the signature isn't the witness's"),
    /// Made before the key was valid.
    NOT_YET_VALID("witness-key-not-yet-valid", "cosigned before the key was valid"),
    /// Made at or after the end of the key's validity.
    EXPIRED("witness-key-expired", "cosigned after the key had expired"),
    /// No time is signed, so that nobody knows whether the key was valid.
    UNTIMED("witness-time-missing", "the key is valid for a time, and the cosignature says none"),
    /// Made later than the verifier's clock allows.
    FUTURE("witness-time-in-future", "cosigned at a time that is yet to come");

    private final String code;
    private final String description;

    Problem(String code, String description) {
      this.code = code;
      this.description = description;
    }

    /// A stable name.
    public String code() {
      return code;
    }

    /// The same for people.
    public String describe() {
      return description;
    }
  }
}
