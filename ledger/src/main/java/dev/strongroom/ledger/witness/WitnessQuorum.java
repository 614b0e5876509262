// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.witness;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.note.NoteSignature;
import dev.strongroom.ledger.note.Signatures;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.witness.Cosignature.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How many of which witnesses have to have cosigned a checkpoint. Witnesses are told apart by
/// their names, so that a witness with several keys counts once.
///
/// @param threshold how many; 0 asks for none
/// @param keys of the witnesses
public record WitnessQuorum(int threshold, List<WitnessKey> keys) {
  /// Copies the list, and checks that the quorum can be met by that many witnesses and no fewer.
  ///
  /// @throws IllegalArgumentException if there are fewer witnesses, or one key is there twice,
  ///   under one name or two
  public WitnessQuorum {
    keys = List.copyOf(keys);
    Set<Bytes> seen = new HashSet<>();
    for (WitnessKey witness : keys) {
      // An Ed25519 cosignature doesn't say its signer's name: one key could count for two.
      if (!seen.add(witness.key().publicKey())) {
        throw new IllegalArgumentException("the key of " + witness.key().name() + " twice");
      }
    }
    int witnesses = names(keys).size();
    if (threshold < 0 || threshold > witnesses) {
      throw new IllegalArgumentException(threshold + " of " + witnesses + " witnesses");
    }
  }

  /// A quorum of keys that count at any time.
  ///
  /// @throws IllegalArgumentException as the constructor
  public static WitnessQuorum of(int threshold, List<VerifierKey> keys) {
    return new WitnessQuorum(threshold, keys.stream().map(WitnessKey::always).toList());
  }

  /// The quorum that asks for nobody, and shows nothing.
  public static WitnessQuorum none() {
    return new WitnessQuorum(0, List.of());
  }

  private static Set<String> names(List<WitnessKey> keys) {
    return keys.stream().map(witness -> witness.key().name()).collect(Collectors.toSet());
  }

  /// How many witnesses there are.
  public int witnesses() {
    return names(keys).size();
  }

  /// What the cosignatures of a note are worth.
  ///
  /// @param cosignatures one for each key of the quorum, in its order
  /// @param count of witnesses with a good one
  /// @param threshold that was asked for
  /// @param existedBy the earliest instant by which as many witnesses as asked for say that they
  ///   had seen the checkpoint: whoever backdates it needs that many of them. Empty if none were
  ///   asked for, or too few say a time.
  public record Evaluation(
      List<Cosignature> cosignatures, int count, int threshold, Optional<Instant> existedBy) {
    /// Copies the list.
    public Evaluation {
      cosignatures = List.copyOf(cosignatures);
    }

    /// Whether enough witnesses cosigned.
    public boolean met() {
      return count >= threshold;
    }

    /// For people: who cosigned when, and why others don't count.
    public String describe() {
      return count
          + " of "
          + threshold
          + " witnesses"
          + cosignatures.stream().map(Evaluation::describe).collect(Collectors.joining());
    }

    private static String describe(Cosignature cosignature) {
      String name = "; " + cosignature.witness().key().name() + ": ";
      return switch (cosignature) {
        case Cosignature.Good good -> name + good.time().map(Instant::toString).orElse("no time");
        case Cosignature.Bad bad -> name + bad.problem().describe();
      };
    }
  }

  /// Evaluates the cosignatures of a note. That the log signed it isn't looked at. Whether a key
  /// was valid is judged by the time of its own cosignature: who stole a key that has expired can
  /// backdate one.
  ///
  /// @param latest no cosignature may say a later time: now, and what clocks may differ by
  public Evaluation evaluate(SignedNote note, Instant latest) {
    List<Cosignature> cosignatures = new ArrayList<>();
    Set<String> good = new HashSet<>();
    Map<String, Instant> times = new HashMap<>();
    for (WitnessKey witness : keys) {
      Cosignature cosignature = evaluate(note, witness, latest);
      cosignatures.add(cosignature);
      if (cosignature instanceof Cosignature.Good(WitnessKey _, Optional<Instant> time)) {
        String name = witness.key().name();
        good.add(name);
        time.ifPresent(said -> times.merge(name, said, WitnessQuorum::earlier));
      }
    }
    return new Evaluation(cosignatures, good.size(), threshold, existedBy(times));
  }

  private Optional<Instant> existedBy(Map<String, Instant> times) {
    return threshold == 0
        ? Optional.empty()
        : times.values().stream().sorted().skip(threshold - 1L).findFirst();
  }

  private static Cosignature evaluate(SignedNote note, WitnessKey witness, Instant latest) {
    Cosignature best = null;
    for (NoteSignature line : note.signatures()) {
      if (line.isFrom(witness.key())) {
        Cosignature next = evaluate(note.text(), line, witness, latest);
        // A wrong line of a known key spoils the others, as signed-note recommends.
        if (next instanceof Cosignature.Bad(WitnessKey _, Problem problem)
            && problem == Problem.WRONG) {
          return next;
        }
        best = best == null ? next : better(best, next);
      }
    }
    return best == null ? new Cosignature.Bad(witness, Problem.MISSING) : best;
  }

  private static Cosignature better(Cosignature one, Cosignature other) {
    if (one instanceof Cosignature.Good first && other instanceof Cosignature.Good second) {
      return first.time().isEmpty()
              || (second.time().isPresent() && second.time().get().isBefore(first.time().get()))
          ? second
          : first;
    }
    return one instanceof Cosignature.Good ? one : other;
  }

  private static Cosignature evaluate(
      String text, NoteSignature line, WitnessKey witness, Instant latest) {
    Optional<Signatures.Good> verified = Signatures.verify(text, line, witness.key());
    if (verified.isEmpty()) {
      return new Cosignature.Bad(witness, Problem.WRONG);
    }
    Optional<Instant> time = verified.get().time();
    Problem problem = time.isEmpty() ? untimed(witness) : judge(time.get(), witness, latest);
    return problem == null
        ? new Cosignature.Good(witness, time)
        : new Cosignature.Bad(witness, problem);
  }

  private static @Nullable Problem untimed(WitnessKey witness) {
    return witness.limited() ? Problem.UNTIMED : null;
  }

  private static @Nullable Problem judge(Instant time, WitnessKey witness, Instant latest) {
    if (witness.from().isPresent() && time.isBefore(witness.from().get())) {
      return Problem.NOT_YET_VALID;
    }
    if (witness.until().isPresent() && !time.isBefore(witness.until().get())) {
      return Problem.EXPIRED;
    }
    return time.isAfter(latest) ? Problem.FUTURE : null;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
