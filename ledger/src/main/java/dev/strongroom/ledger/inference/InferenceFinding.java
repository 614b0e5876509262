// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.inference;

import dev.strongroom.attestation.Check.Outcome;

/// One named check of an answer's receipt.
///
/// @param name stable, such as `inference.request`; listed in `docs/inference-receipts.md`
/// @param outcome how it ended
/// @param detail for people; nothing of request or response
public record InferenceFinding(String name, Outcome outcome, String detail) {
  /// What was looked at, and is right.
  public static InferenceFinding passed(String name, String detail) {
    return new InferenceFinding(name, Outcome.PASSED, detail);
  }

  /// What was looked at, and is wrong or missing.
  public static InferenceFinding failed(String name, String detail) {
    return new InferenceFinding(name, Outcome.FAILED, detail);
  }

  /// What couldn't be looked at.
  ///
  /// @param why it couldn't
  public static InferenceFinding skipped(String name, String why) {
    return new InferenceFinding(name, Outcome.NOT_APPLICABLE, why);
  }

  /// One of the first two.
  public static InferenceFinding of(String name, boolean passed, String right, String wrong) {
    return passed ? passed(name, right) : failed(name, wrong);
  }

  /// Whether it was looked at, and is right.
  public boolean passed() {
    return outcome == Outcome.PASSED;
  }

  /// Whether it was looked at, and is wrong or missing.
  public boolean failed() {
    return outcome == Outcome.FAILED;
  }
}
