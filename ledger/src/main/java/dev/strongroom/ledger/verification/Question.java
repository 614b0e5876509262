// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.entry.EpochStatement;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.note.NoteSignature;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.receipt.Receipt;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// One receipt and what is asked about it.
///
/// @param digest SHA-256 of the file that is asked about
/// @param now by the verifier's clock
record Question(
    Receipt receipt,
    ReceiptPolicy policy,
    Optional<Bytes> digest,
    Instant now,
    ReceiptCache cache,
    LedgerChecks checks) {
  /// How far the clocks of enclave, hypervisor, witnesses and verifier may be apart.
  static final Duration SKEW = Duration.ofMinutes(5);

  /// What a note holds of a key.
  enum Line {
    GOOD,
    WRONG,
    MISSING
  }

  /// The same question, whose checks count for nothing.
  Question aside() {
    return new Question(receipt, policy, digest, now, cache, new LedgerChecks());
  }

  Checkpoint checkpoint() {
    return receipt.checkpoint().checkpoint();
  }

  EpochStatement statement() {
    return receipt.epoch().entry().statement();
  }

  /// The log's key by the epoch's statement; empty if its origin can't name a key.
  Optional<VerifierKey> boundLogKey() {
    return key(statement()::logVerifierKey);
  }

  /// The epoch's key; empty if its origin can't name a key.
  Optional<VerifierKey> epochKey() {
    return key(statement()::epochVerifierKey);
  }

  private static Optional<VerifierKey> key(Supplier<VerifierKey> make) {
    try {
      return Optional.of(make.get());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// Whether the key signed the checkpoint. One wrong line spoils the others.
  Line signed(VerifierKey key) {
    List<NoteSignature> lines =
        receipt.checkpoint().note().signatures().stream().filter(line -> line.isFrom(key)).toList();
    if (lines.isEmpty()) {
      return Line.MISSING;
    }
    Bytes text = Bytes.utf8(receipt.checkpoint().note().text());
    return lines.stream().allMatch(line -> cache.good(key, text, line.value()))
        ? Line.GOOD
        : Line.WRONG;
  }

  /// Whether the entry belongs to the epoch whose evidence the receipt has.
  boolean enteredInEpoch() {
    return receipt.index() >= statement().index();
  }

  /// The latest instant that anybody's clock may show now.
  Instant latest() {
    return now.plus(SKEW);
  }
}
