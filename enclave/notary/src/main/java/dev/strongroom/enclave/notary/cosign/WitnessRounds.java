// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.cosign;

import dev.strongroom.enclave.notary.NotarySettings;
import dev.strongroom.enclave.notary.tree.LogTree;
import dev.strongroom.enclave.runtime.egress.Egress;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.note.NoteSignature;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.witness.WitnessAnswer;
import dev.strongroom.ledger.witness.WitnessQuorum;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Asks all witnesses of a log at once. A round ends as soon as the quorum is met, and a witness
/// that is still busy then is left out of the next. Used by one thread at a time.
public final class WitnessRounds implements AutoCloseable {
  /// A round takes no longer.
  static final Duration LONGEST = Duration.ofSeconds(6);

  /// How far a witness's clock and the enclave's may be apart.
  private static final Duration SKEW = Duration.ofMinutes(10);

  private record Answer(WitnessLink link, WitnessAnswer answer) {}

  private final WitnessQuorum quorum;
  private final LogTree<StorageException> tree;
  private final InstantSource clock;
  private final List<WitnessLink> links = new ArrayList<>();
  private final Set<WitnessLink> busy = new HashSet<>();

  /// The witnesses of a log.
  ///
  /// @param log its key
  /// @param tree of the log, for proofs
  /// @throws IOException if the egress doesn't allow a witness
  public WitnessRounds(
      VerifierKey log,
      NotarySettings settings,
      LogTree<StorageException> tree,
      Egress egress,
      InstantSource clock)
      throws IOException {
    this.quorum = settings.quorum();
    this.tree = tree;
    this.clock = clock;
    for (NotarySettings.Witness witness : settings.witnesses()) {
      links.add(WitnessLink.to(witness, egress, log));
    }
  }

  /// Has a checkpoint cosigned, without waiting for the quorum longer than a round.
  ///
  /// @param signed by the log's key
  public Round round(SignedNote signed, long size) throws InterruptedException {
    List<NoteSignature> cosignatures = new ArrayList<>();
    Map<String, String> wrong = new TreeMap<>();
    Map<String, Long> ahead = new TreeMap<>();
    Set<String> elsewhere = new HashSet<>();
    BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    int asked = ask(signed, size, answers);
    long until = System.nanoTime() + LONGEST.toNanos();
    boolean met = met(signed, cosignatures);
    while (!met && asked > 0) {
      Answer answer = answers.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (answer == null) {
        break;
      }
      asked--;
      String name = answer.link().name();
      switch (answer.answer()) {
        case WitnessAnswer.Cosigned cosigned -> {
          Optional<String> apart = apart(cosigned);
          if (apart.isPresent()) {
            wrong.put(name, apart.get());
          } else {
            cosignatures.addAll(cosigned.signatures());
            met = met(signed, cosignatures);
          }
        }
        case WitnessAnswer.Ahead more -> {
          elsewhere.add(name);
          ahead.put(name, more.size());
          wrong.put(name, "cosigned a tree of " + more.size() + " leaves");
        }
        case WitnessAnswer.Forked fork -> {
          elsewhere.add(name);
          wrong.put(name, "cosigned another tree of " + fork.size() + " leaves");
        }
        case WitnessAnswer.Behind behind -> wrong.put(name, "stands at " + behind.size());
        case WitnessAnswer.Refused refused ->
            wrong.put(name, "refused: " + refused.status() + " " + refused.reason());
        case WitnessAnswer.Malformed malformed -> wrong.put(name, malformed.problem());
      }
    }
    return new Round(cosignatures, wrong, ahead, elsewhere, met);
  }

  /// Either clock may be wrong; receipts whose times contradict each other are worth nothing.
  private Optional<String> apart(WitnessAnswer.Cosigned cosigned) {
    return cosigned.lines().stream()
        .flatMap(line -> line.time().stream())
        .map(time -> Duration.between(clock.instant(), time).abs())
        .filter(difference -> difference.compareTo(SKEW) > 0)
        .findFirst()
        .map(difference ->
            "its clock and the enclave's are " + difference.toMinutes() + " minutes apart");
  }

  private boolean met(SignedNote signed, List<NoteSignature> cosignatures) {
    return quorum.evaluate(signed.with(cosignatures), clock.instant().plus(SKEW)).met();
  }

  private int ask(SignedNote signed, long size, BlockingQueue<Answer> answers) {
    int asked = 0;
    for (WitnessLink link : links) {
      synchronized (busy) {
        if (!busy.add(link)) {
          continue;
        }
      }
      asked++;
      Thread.ofVirtual()
          .start(() -> {
            WitnessAnswer answer = new WitnessAnswer.Malformed("internal error");
            try {
              answer = answer(link, signed, size);
            } finally {
              synchronized (busy) {
                busy.remove(link);
              }
              answers.add(new Answer(link, answer));
            }
          });
    }
    return asked;
  }

  private WitnessAnswer answer(WitnessLink link, SignedNote signed, long size) {
    try {
      return link.cosign(signed, size, tree);
    } catch (IOException e) {
      return new WitnessAnswer.Malformed("can't be reached, or answers what isn't HTTP");
    } catch (StorageException e) {
      return new WitnessAnswer.Malformed("the host's store: " + e.failure().code());
    } catch (MalformedLedgerException e) {
      return new WitnessAnswer.Malformed(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new WitnessAnswer.Malformed("interrupted");
    }
  }

  /// Ends what is under way.
  @Override
  public void close() {
    links.forEach(WitnessLink::close);
  }
}
