// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.ledger.recovery.LostState;
import dev.strongroom.ledger.recovery.RecoveryStatement;

/// What people see of a recovery.
final class RecoveryText {
  private RecoveryText() {}

  /// Shows what is lost.
  static void show(Console console, LostState lost) {
    StatementFile.line(console, "log", lost.log().text());
    StatementFile.line(console, "store has", entries(lost.size()) + ", root " + lost.root().hex());
    lost.witnesses()
        .forEach((name, size) ->
            StatementFile.line(console, "witness", name + " cosigned " + entries(size)));
    long last = lost.cosigned() - 1;
    StatementFile.line(
        console,
        "missing",
        (last == lost.size() ? "entry " + last : "entries " + lost.size() + " to " + last)
            + ", as far as the witnesses tell");
    StatementFile.line(console, "observed", lost.observed() + ", by the enclave's clock");
  }

  /// Shows what is signed.
  static void show(Console console, RecoveryStatement statement) {
    show(console, statement.lost());
    StatementFile.line(console, "goes on as", statement.next().origin());
    StatementFile.line(console, "reason", statement.reason());
    StatementFile.line(console, "SHA-256", statement.digest().hex() + " of what is signed");
  }

  private static String entries(long size) {
    return size == 1 ? "1 entry" : size + " entries";
  }
}
