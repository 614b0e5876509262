// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.ledger.note.Signatures;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.timestamp.TimestampAuthorities;
import dev.strongroom.ledger.witness.Cosignature;
import dev.strongroom.ledger.witness.WitnessQuorum;
import dev.strongroom.ledger.witness.WitnessQuorum.Evaluation;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Remembers what was found out of checkpoints and epochs, so that the next receipt of the same
/// batch costs hashes only. The caller owns it and chooses its size; it is thread-safe. Results are
/// kept by all the bytes that they are about and by the very policy that was asked; none that
/// depends on the time is used at another.
public final class ReceiptCache {
  private record SignatureFact(Bytes message, VerifierKey key, Bytes signature) {}

  private record QuorumQuestion(String note, WitnessQuorum quorum) {}

  private record TimestampQuestion(String text, Bytes token, TimestampAuthorities authorities) {}

  /// Policies have no content equality: the very same one has to ask.
  ///
  /// @param leaf hash of the epoch's entry
  /// @param policy absent where the enclave is ignored
  /// @param endorsements that the evidence is judged with
  /// @param at when it is judged; absent: at its own time
  record EpochQuestion(
      Bytes leaf,
      @Nullable AppraisalPolicy policy,
      Endorsements endorsements,
      @Nullable Instant at) {}

  private final Remembered<SignatureFact, Boolean> signatures;
  private final Remembered<QuorumQuestion, Evaluation> quorums;
  private final Remembered<TimestampQuestion, TimestampFinding> timestamps;
  private final Remembered<EpochQuestion, EpochFinding> epochs;

  private ReceiptCache(int checkpoints, int epochs) {
    // The log's, the epoch's, and the one for COSE.
    this.signatures = new Remembered<>(Math.multiplyExact(3, checkpoints));
    this.quorums = new Remembered<>(checkpoints);
    this.timestamps = new Remembered<>(checkpoints);
    this.epochs = new Remembered<>(epochs);
  }

  /// A cache that keeps the checkpoints and epochs used last.
  ///
  /// @throws IllegalArgumentException if a number is negative
  public static ReceiptCache ofCapacity(int checkpoints, int epochs) {
    return new ReceiptCache(checkpoints, epochs);
  }

  /// A cache that remembers nothing.
  public static ReceiptCache none() {
    return new ReceiptCache(0, 0);
  }

  /// Whether a signature by an Ed25519 key is good. What isn't good isn't kept.
  boolean good(VerifierKey key, Bytes message, Bytes signature) {
    SignatureFact fact = new SignatureFact(message, key, signature);
    if (signatures.get(fact) != null) {
      return true;
    }
    boolean good = Signatures.ed25519(key.publicKey(), message, signature);
    if (good) {
      signatures.put(fact, true);
    }
    return good;
  }

  /// What the cosignatures are worth, at a time.
  Evaluation evaluate(SignedNote note, WitnessQuorum quorum, Instant latest) {
    QuorumQuestion question = new QuorumQuestion(note.encoded(), quorum);
    Evaluation known = quorums.get(question);
    if (known != null && holdsAt(known, latest)) {
      return known;
    }
    Evaluation evaluation = quorum.evaluate(note, latest);
    quorums.put(question, evaluation);
    return evaluation;
  }

  /// The clock is asked of cosignatures only whether they come from the future.
  private static boolean holdsAt(Evaluation known, Instant latest) {
    return known.cosignatures().stream().allMatch(cosignature -> holdsAt(cosignature, latest));
  }

  private static boolean holdsAt(Cosignature cosignature, Instant latest) {
    return switch (cosignature) {
      case Cosignature.Good good -> !good.time().map(latest::isBefore).orElse(false);
      case Cosignature.Bad bad -> bad.problem() != Cosignature.Problem.FUTURE;
    };
  }

  /// What a time-stamp is worth, at its own time.
  TimestampFinding timestamp(String text, Bytes token, TimestampAuthorities authorities) {
    TimestampQuestion question = new TimestampQuestion(text, token, authorities);
    TimestampFinding known = timestamps.get(question);
    if (known != null) {
      return known;
    }
    TimestampFinding finding = TimestampFinding.of(text, token, authorities);
    timestamps.put(question, finding);
    return finding;
  }

  /// What the evidence of an epoch is worth: archived evidence, so that the time now doesn't
  /// matter.
  EpochFinding epoch(EpochQuestion question, Supplier<EpochFinding> find) {
    EpochFinding known = epochs.get(question);
    if (known != null) {
      return known;
    }
    EpochFinding finding = find.get();
    epochs.put(question, finding);
    return finding;
  }
}
