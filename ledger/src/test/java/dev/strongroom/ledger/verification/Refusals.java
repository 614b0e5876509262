// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Check.Outcome;
import dev.strongroom.ledger.fixtures.FakeDeployment;
import dev.strongroom.ledger.receipt.Receipt;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Expects exactly what is wrong with a receipt, and nothing besides.
final class Refusals {
  private Refusals() {}

  static void accepts(Receipt receipt, ReceiptPolicy policy) {
    assertThat(failures(receipt, policy, Optional.empty(), FakeDeployment.NOW)).isEmpty();
  }

  /// @param failures `check: code`, all of them, in order
  static void refuses(Receipt receipt, ReceiptPolicy policy, String... failures) {
    refuses(receipt, policy, Optional.empty(), FakeDeployment.NOW, failures);
  }

  static void refuses(
      Receipt receipt,
      ReceiptPolicy policy,
      Optional<Bytes> digest,
      Instant now,
      String... failures) {
    assertThat(failures(receipt, policy, digest, now)).containsExactly(failures);
    ReceiptException refusal =
        catchThrowableOfType(
            ReceiptException.class,
            () -> FakeDeployment.verifier().verify(receipt, policy, digest, now));
    assertThat(failures[0]).endsWith(": " + refusal.reason().code());
    assertThat(refusal.getMessage()).isNotBlank();
    assertThat(refusal.verdict().accepted()).isFalse();
  }

  static List<String> failures(
      Receipt receipt, ReceiptPolicy policy, Optional<Bytes> digest, Instant now) {
    return failures(FakeDeployment.verifier().explain(receipt, policy, digest, now));
  }

  static List<String> failures(ReceiptVerdict verdict) {
    return verdict.checks().stream()
        .filter(check -> check.outcome() == Outcome.FAILED)
        .map(check -> check.name() + ": " + code(check))
        .toList();
  }

  private static String code(LedgerCheck check) {
    ReceiptReason reason = check.reason();
    return reason == null ? "none" : reason.code();
  }
}
