// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.bitgraph;

/// What became of one claim of a proof.
///
/// @param name stable, such as `attestation.body`; listed in `docs/ledger-formats.md`
/// @param outcome whether the claim holds
/// @param why for people, one sentence
public record Finding(String name, Outcome outcome, String why) {
  /// Whether a claim holds.
  public enum Outcome {
    /// It was checked, and is so.
    HOLDS("holds"),
    /// It was checked, and isn't so.
    DOES_NOT_HOLD("does-not-hold"),
    /// Nothing in the proof, or at hand, shows it.
    CANNOT_BE_KNOWN("cannot-be-known");

    private final String label;

    Outcome(String label) {
      this.label = label;
    }

    /// The stable name used in JSON.
    @Override
    public String toString() {
      return label;
    }
  }
}
