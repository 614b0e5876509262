// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

import org.jspecify.annotations.Nullable;

/// One named check of a verdict.
///
/// @param name stable, such as `path.validity`; listed in `docs/evidence.md`
/// @param source document and section that demand it
/// @param stage which of the three results it belongs to
/// @param outcome how it ended
/// @param detail what was found, for people
/// @param reason why it failed; null unless it did
public record Check(
    String name,
    String source,
    Stage stage,
    Outcome outcome,
    String detail,
    @Nullable Reason reason) {

  /// A check's place in the verdict: the three results that are never mixed.
  public enum Stage {
    /// Does the cryptography hold: did the hardware's maker vouch for these bytes?
    GENUINE("genuine"),
    /// What does the maker say of the platform's state (firmware levels, advisories)?
    PLATFORM("platform"),
    /// Does the relying party's appraisal policy accept the claims?
    POLICY("policy");

    private final String label;

    Stage(String label) {
      this.label = label;
    }

    /// The stable name used in JSON.
    @Override
    public String toString() {
      return label;
    }
  }

  /// How a check ended.
  public enum Outcome {
    /// Looked at, and right.
    PASSED("passed"),
    /// Looked at, and wrong, missing or unknown.
    FAILED("failed"),
    /// Not looked at; the detail says why. Never enough to accept by itself.
    NOT_APPLICABLE("not-applicable");

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
