// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import dev.strongroom.attestation.Check.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Collects the checks of one receipt in order. Used by one thread.
final class LedgerChecks {
  private final List<LedgerCheck> checks = new ArrayList<>(24);

  boolean pass(String name, String detail) {
    return pass(name, detail, List.of());
  }

  boolean pass(String name, String detail, List<LedgerCheck.Line> lines) {
    checks.add(new LedgerCheck(name, Outcome.PASSED, detail, null, lines));
    return true;
  }

  boolean fail(String name, Fault fault, String detail) {
    return fail(name, new ReceiptReason.Found(fault, detail), List.of());
  }

  boolean fail(String name, ReceiptReason reason, List<LedgerCheck.Line> lines) {
    checks.add(new LedgerCheck(name, Outcome.FAILED, reason.describe(), reason, lines));
    return false;
  }

  void skip(String name, String why) {
    checks.add(new LedgerCheck(name, Outcome.NOT_APPLICABLE, why, null, List.of()));
  }

  void ignored(String name, String why) {
    skip(name, "ignored: " + Objects.requireNonNull(why));
  }

  /// Whether none has failed so far.
  boolean good() {
    return checks.stream().noneMatch(check -> check.outcome() == Outcome.FAILED);
  }

  List<LedgerCheck> checks() {
    return List.copyOf(checks);
  }
}
