// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import dev.strongroom.attestation.Check.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One named check of a receipt's verdict.
///
/// @param name stable, such as `log.inclusion`; listed in `docs/receipt.md`
/// @param outcome how it ended
/// @param detail what was found, for people
/// @param reason why it failed; null unless it did
/// @param lines what it consists of, such as the checks of the evidence, or the witnesses
public record LedgerCheck(
    String name, Outcome outcome, String detail, @Nullable ReceiptReason reason, List<Line> lines) {
  /// Copies the list.
  public LedgerCheck {
    lines = List.copyOf(lines);
  }

  /// A part of a check.
  ///
  /// @param name of a check of the evidence, or of a witness
  /// @param outcome how it ended; a part that failed needn't fail the whole
  /// @param detail what was found, for people
  public record Line(String name, Outcome outcome, String detail) {}
}
