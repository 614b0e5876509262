// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.cosign;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.NotarySettings;
import dev.strongroom.enclave.notary.tree.LogTree;
import dev.strongroom.enclave.runtime.egress.Egress;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.cose.CoseReceipt;
import dev.strongroom.ledger.entry.EpochEntry;
import dev.strongroom.ledger.merkle.InclusionProof;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.note.NoteSignature;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.receipt.CompactReceipt.EpochReference;
import dev.strongroom.ledger.receipt.SignedCheckpoint;
import dev.strongroom.ledger.witness.WitnessAnswer;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Signs what is durable, and has it cosigned. While the witnesses think, more becomes durable: the
/// next round is about all of that at once. One thread; a round ends as soon as the quorum is met,
/// and a witness that is still busy then is left out of the next.
public final class Cosigner implements AutoCloseable {
  private static final Duration ROUND = Duration.ofSeconds(6);
  private static final long IDLE_MILLIS = 100;
  private static final long PAUSE_MILLIS = 250;

  /// How far a witness's clock may be ahead of the enclave's.
  private static final Duration SKEW = Duration.ofMinutes(10);

  private record Target(long size, Bytes root, CompletableFuture<Cosigned> done) {}

  private record Answer(WitnessLink link, WitnessAnswer answer) {}

  private final LogKeys keys;
  private final NotarySettings settings;
  private final LogTree<StorageException> tree;
  private final InstantSource clock;
  private final BiConsumer<String, String> complaints;
  private final List<WitnessLink> links = new ArrayList<>();
  private final Set<WitnessLink> busy = new HashSet<>();
  private final Map<String, String> problems = new HashMap<>();
  private final Deque<Target> targets = new ArrayDeque<>();
  private final List<Consumer<Cosigned>> listeners = new ArrayList<>();
  private final Thread thread;
  private volatile boolean stopped;
  private volatile @Nullable EpochEntry epoch;
  private volatile @Nullable Cosigned latest;

  /// A cosigner; it isn't started yet.
  ///
  /// @param complaints told of a witness's name and what is wrong with it, when that changes
  /// @throws IOException if the egress doesn't allow a witness
  public Cosigner(
      LogKeys keys,
      NotarySettings settings,
      LogTree<StorageException> tree,
      Egress egress,
      InstantSource clock,
      BiConsumer<String, String> complaints)
      throws IOException {
    this.keys = keys;
    this.settings = settings;
    this.tree = tree;
    this.clock = clock;
    this.complaints = complaints;
    for (NotarySettings.Witness witness : settings.witnesses()) {
      links.add(WitnessLink.to(witness, egress, keys.log()));
    }
    this.thread = Thread.ofVirtual().name("cosigner").unstarted(this::run);
  }

  /// How a round ended.
  ///
  /// @param cosignatures good ones, from as many witnesses as answered
  /// @param problems of the others, by name
  /// @param ahead sizes of witnesses that cosigned more than the tree has, by name
  /// @param met whether the quorum was
  public record Round(
      List<NoteSignature> cosignatures,
      Map<String, String> problems,
      Map<String, Long> ahead,
      boolean met) {}

  /// Has a checkpoint cosigned, without waiting for the quorum longer than a round.
  ///
  /// @param signed by the log's key
  public Round round(SignedNote signed, long size) throws InterruptedException {
    List<NoteSignature> cosignatures = new ArrayList<>();
    Map<String, String> wrong = new TreeMap<>();
    Map<String, Long> ahead = new TreeMap<>();
    BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    int asked = ask(signed, size, answers);
    long until = System.nanoTime() + ROUND.toNanos();
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
          cosignatures.addAll(cosigned.signatures());
          met = met(signed, cosignatures);
        }
        case WitnessAnswer.Ahead more -> {
          ahead.put(name, more.size());
          wrong.put(name, "cosigned a tree of " + more.size() + " leaves");
        }
        case WitnessAnswer.Forked fork ->
            wrong.put(name, "cosigned another tree of " + fork.size() + " leaves");
        case WitnessAnswer.Behind behind -> wrong.put(name, "stands at " + behind.size());
        case WitnessAnswer.Refused refused ->
            wrong.put(name, "refused: " + refused.status() + " " + refused.reason());
        case WitnessAnswer.Malformed malformed -> wrong.put(name, malformed.problem());
      }
    }
    return new Round(cosignatures, wrong, ahead, met);
  }

  private boolean met(SignedNote signed, List<NoteSignature> cosignatures) {
    return settings.quorum().evaluate(signed.with(cosignatures), clock.instant().plus(SKEW)).met();
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
            WitnessAnswer answer = answer(link, signed, size);
            synchronized (busy) {
              busy.remove(link);
            }
            answers.add(new Answer(link, answer));
          });
    }
    return asked;
  }

  private WitnessAnswer answer(WitnessLink link, SignedNote signed, long size) {
    try {
      return link.cosign(signed, size, tree);
    } catch (IOException e) {
      return new WitnessAnswer.Malformed("can't be reached");
    } catch (StorageException e) {
      return new WitnessAnswer.Malformed("the host's store: " + e.failure().code());
    } catch (MalformedLedgerException e) {
      return new WitnessAnswer.Malformed(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new WitnessAnswer.Malformed("interrupted");
    }
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
    Round round = round(signed, target.size());
    report(round);
    if (!round.met()) {
      return false;
    }
    try {
      InclusionProof inclusion = tree.inclusion(began.statement().index(), target.size());
      Cosigned cosigned =
          new Cosigned(
              new SignedCheckpoint(signed.with(round.cosignatures()), checkpoint),
              Optional.of(keys.sign(CoseReceipt.signed(keys.log(), target.root()))),
              began,
              inclusion,
              EpochReference.to(began, inclusion.path()));
      publish(cosigned);
      return true;
    } catch (StorageException e) {
      complaints.accept("store", e.failure().code());
      return false;
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
    for (WitnessLink link : links) {
      String problem = round.problems().getOrDefault(link.name(), "");
      if (!problem.equals(problems.getOrDefault(link.name(), ""))) {
        complaints.accept(link.name(), problem.isEmpty() ? "well again" : problem);
      }
      problems.put(link.name(), problem);
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
    links.forEach(WitnessLink::close);
    if (epoch != null) {
      try {
        thread.join(ROUND.plusSeconds(1));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
