// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Check.Outcome;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The outcome of a receipt's verification: named checks in the order in which they ran. What it
/// says besides is worth something only if it is accepted.
///
/// @param checks in order
/// @param simulated receipt or evidence says that the enclave is a simulated one
/// @param origin of the log
/// @param index of the entry's leaf
/// @param size of the checkpoint's tree
/// @param measurements of the enclave, by register; empty if the evidence wasn't accepted
/// @param time when the entry was made
/// @param unproven what the receipt doesn't show, in sentences
public record ReceiptVerdict(
    List<LedgerCheck> checks,
    boolean simulated,
    String origin,
    long index,
    long size,
    SortedMap<String, Bytes> measurements,
    TimeBounds time,
    List<String> unproven) {
  /// Copies the collections.
  public ReceiptVerdict {
    checks = List.copyOf(checks);
    measurements = Collections.unmodifiableSortedMap(new TreeMap<>(measurements));
    unproven = List.copyOf(unproven);
  }

  /// Whether no check failed.
  public boolean accepted() {
    return !checks.isEmpty() && firstFailure().isEmpty();
  }

  /// The first failed check.
  public Optional<LedgerCheck> firstFailure() {
    return checks.stream().filter(check -> check.outcome() == Outcome.FAILED).findFirst();
  }

  /// The check called `name`.
  public Optional<LedgerCheck> check(String name) {
    return checks.stream().filter(check -> check.name().equals(name)).findFirst();
  }
}
