// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.cosign;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.NotarySettings;
import dev.strongroom.enclave.notary.tree.LogTree;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.ledger.cose.CoseReceipt;
import dev.strongroom.ledger.entry.EpochEntry;
import dev.strongroom.ledger.merkle.InclusionProof;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.receipt.CompactReceipt.EpochReference;
import dev.strongroom.ledger.receipt.SignedCheckpoint;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Signs what is durable, and has it cosigned. While the witnesses think, more becomes durable: the
/// next round is about all of that at once. One thread; a round ends as soon as the quorum is met,
/// and a witness that is still busy then is left out of the next.
public final class Cosigner implements AutoCloseable {
  private static final long IDLE_MILLIS = 100;
  private static final long PAUSE_MILLIS = 250;

  /// Rounds, one after the other, in which so many witnesses stand elsewhere that no quorum is
  /// left.
  private static final int OVERTAKEN_AFTER = 8;

  private record Target(long size, Bytes root, CompletableFuture<Cosigned> done) {}

  /// What a checkpoint needs beside its witnesses before its receipts go out.
  @FunctionalInterface
  public interface Anchoring {
    /// The checkpoint with its anchors; empty if one that is required isn't there.
    Optional<Cosigned> anchored(Cosigned cosigned) throws InterruptedException;
  }

  private final LogKeys keys;
  private final NotarySettings settings;
  private final Anchoring anchoring;
  private final LogTree<StorageException> tree;
  private final WitnessRounds witnesses;
  private final BiConsumer<String, String> complaints;
  private final Map<String, String> problems = new HashMap<>();
  private final Deque<Target> targets = new ArrayDeque<>();
  private final List<Consumer<Cosigned>> listeners = new ArrayList<>();
  private final Thread thread;
  private volatile boolean stopped;
  private volatile Map<String, String> lastProblems = Map.of();
  private int overtaken;
  private volatile @Nullable String over;
  private volatile @Nullable EpochEntry epoch;
  private volatile @Nullable Cosigned latest;

  /// A cosigner; it isn't started yet.
  ///
  /// @param witnesses closed with it
  /// @param anchoring asked after the quorum, before anybody is answered
  /// @param complaints told of a witness's name and what is wrong with it, when that changes
  public Cosigner(
      LogKeys keys,
      NotarySettings settings,
      LogTree<StorageException> tree,
      WitnessRounds witnesses,
      Anchoring anchoring,
      BiConsumer<String, String> complaints) {
    this.keys = keys;
    this.settings = settings;
    this.tree = tree;
    this.witnesses = witnesses;
    this.anchoring = anchoring;
    this.complaints = complaints;
    this.thread = Thread.ofVirtual().name("cosigner").unstarted(this::run);
  }

  /// Starts: everything from now on belongs to this epoch.
  public void start(EpochEntry began) {
    epoch = began;
    thread.start();
  }

  /// Has a tree cosigned that is durable, or a greater one.
  ///
  /// @param size greater than in the call before
  /// @return completed by a cosigned tree of at least this size
  public CompletableFuture<Cosigned> cosign(long size, Bytes root) {
    Target target = new Target(size, root, new CompletableFuture<>());
    synchronized (targets) {
      targets.addLast(target);
      targets.notifyAll();
    }
    if (stopped) {
      drop();
    }
    return target.done();
  }

  /// The latest cosigned tree of this boot.
  public Optional<Cosigned> latest() {
    return Optional.ofNullable(latest);
  }

  /// Whether it has stopped.
  public boolean stopped() {
    return stopped;
  }

  /// What was wrong with witnesses in the last round, by name.
  public Map<String, String> problems() {
    return lastProblems;
  }

  /// Why it can't go on, ever; empty if nothing is wrong, or may be well again.
  public Optional<String> over() {
    return Optional.ofNullable(over);
  }

  /// Has `listener` told of each cosigned tree, until the result is closed. It must not block.
  public AutoCloseable listen(Consumer<Cosigned> listener) {
    synchronized (listeners) {
      listeners.add(listener);
    }
    return () -> {
      synchronized (listeners) {
        listeners.remove(listener);
      }
    };
  }

  private void run() {
    try {
      while (!stopped) {
        Target target = newest();
        if (target != null && !cosign(target)) {
          Thread.sleep(PAUSE_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      over = "internal-error: " + e.getClass().getName();
    } finally {
      stopped = true;
      drop();
    }
  }

  private @Nullable Target newest() throws InterruptedException {
    synchronized (targets) {
      if (targets.isEmpty()) {
        targets.wait(IDLE_MILLIS);
      }
      return targets.peekLast();
    }
  }

  private boolean cosign(Target target) throws InterruptedException {
    EpochEntry began = epoch;
    if (began == null) {
      return false;
    }
    Checkpoint checkpoint =
        new Checkpoint(settings.origin(), target.size(), target.root(), List.of());
    SignedNote signed = keys.signed(checkpoint, Optional.of(began.statement()));
    Round round = witnesses.round(signed, target.size());
    report(round);
    if (!round.met()) {
      overtaken(round);
      return false;
    }
    overtaken = 0;
    try {
      InclusionProof inclusion = tree.inclusion(began.statement().index(), target.size());
      Cosigned cosigned =
          new Cosigned(
              new SignedCheckpoint(signed.with(round.cosignatures()), checkpoint),
              Optional.of(keys.sign(CoseReceipt.signed(keys.log(), target.root()))),
              began,
              inclusion,
              EpochReference.to(began, inclusion.path()),
              List.of());
      Optional<Cosigned> anchored = anchoring.anchored(cosigned);
      anchored.ifPresent(this::publish);
      return anchored.isPresent();
    } catch (StorageException e) {
      complaints.accept("store", e.failure().code());
      return false;
    }
  }

  /// Another enclave that has a copy of this log goes on, and this one never will again.
  private void overtaken(Round round) {
    int left = settings.witnesses().size() - round.elsewhere().size();
    overtaken = left < settings.quorum().threshold() ? overtaken + 1 : 0;
    if (overtaken == OVERTAKEN_AFTER) {
      over = "another-enclave: the witnesses stand at another tree: " + round.problems();
    }
  }

  private void publish(Cosigned cosigned) {
    latest = cosigned;
    while (true) {
      Target done;
      synchronized (targets) {
        Target first = targets.peekFirst();
        if (first == null || first.size() > cosigned.size()) {
          break;
        }
        done = targets.removeFirst();
      }
      done.done().complete(cosigned);
    }
    List<Consumer<Cosigned>> told;
    synchronized (listeners) {
      told = List.copyOf(listeners);
    }
    told.forEach(listener -> listener.accept(cosigned));
  }

  /// Says what is wrong with a witness once, not each round.
  private void report(Round round) {
    lastProblems = round.problems();
    for (NotarySettings.Witness witness : settings.witnesses()) {
      String name = witness.name();
      String problem = round.problems().getOrDefault(name, "");
      if (!problem.equals(problems.getOrDefault(name, ""))) {
        complaints.accept(name, problem.isEmpty() ? "well again" : problem);
      }
      problems.put(name, problem);
    }
  }

  private void drop() {
    List<Target> left;
    synchronized (targets) {
      left = List.copyOf(targets);
      targets.clear();
    }
    left.forEach(target -> target.done().cancel(false));
  }

  /// Stops; witnesses that are being asked aren't waited for.
  @Override
  public void close() {
    stopped = true;
    synchronized (targets) {
      targets.notifyAll();
    }
    witnesses.close();
    if (epoch != null) {
      try {
        thread.join(WitnessRounds.LONGEST.plusSeconds(1));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
