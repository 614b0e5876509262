// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.store;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.host.store.BatchPlan.Outcome;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Joins the writes that wait at the same moment into one transaction.
///
/// A disk flush takes as long for a thousand small writes as for one. So a single thread takes
/// whatever has queued up during the last flush, does it in order in one transaction, and answers
/// everyone after the commit. A write that conflicts is left out and doesn't disturb its
/// neighbours.
final class GroupCommit implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(GroupCommit.class.getName());

  private static final StoreFailure CLOSED = new StoreFailure.Unavailable("the store is closed");
  private static final int MAX_WRITES = 1024;
  private static final long MAX_SIZE = 8 << 20;

  private record Waiting(Write write, CompletableFuture<Outcome> outcome) {
    /// Whether it only marks the end; a real write has steps.
    boolean isEnd() {
      return write.steps().isEmpty();
    }
  }

  private static final Waiting END =
      new Waiting(new Write(List.of(), 0), new CompletableFuture<>());

  private final Journal journal;
  private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(MAX_WRITES);
  private final Thread writer;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean ended;

  /// Takes over `journal`, and closes it in the end.
  GroupCommit(String name, Journal journal) {
    this.journal = journal;
    // Not a virtual thread: flushing happens in native code or holds a connection all the time.
    writer = Thread.ofPlatform().daemon().name("strongroom-" + name + "-writer").start(this::run);
  }

  List<Long> putAll(List<Put> puts) throws StoreException {
    List<Put> copy = List.copyOf(puts);
    Limits.checkPuts(copy);
    return write(Write.of(copy));
  }

  long put(Bytes key, long expected, Bytes value) throws StoreException {
    return putAll(List.of(new Put(key, expected, value))).getFirst();
  }

  void delete(Bytes key, long expected) throws StoreException {
    Limits.checkDelete(key, expected);
    write(Write.removal(key, expected));
  }

  private List<Long> write(Write write) throws StoreException {
    if (closed.get()) {
      throw new StoreException(CLOSED);
    }
    Waiting waiting = new Waiting(write, new CompletableFuture<>());
    try {
      queue.put(waiting);
      if (ended) {
        // Maybe the thread had looked for the last time before this came in.
        refuseWhatIsLeft();
      }
      return switch (waiting.outcome().get()) {
        case Outcome.Written written -> written.versions();
        case Outcome.Refused refused -> throw refused.why();
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(
          new StoreFailure.Unavailable("interrupted before the outcome was known"), e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("outcomes are values", e);
    }
  }

  private void run() {
    try {
      for (Waiting first = queue.take(); !first.isEnd(); first = queue.take()) {
        List<Waiting> batch = new ArrayList<>(List.of(first));
        boolean stop = addWaiting(batch);
        commit(batch);
        if (stop) {
          return;
        }
      }
    } catch (InterruptedException e) {
      LOGGER.log(Level.ERROR, "the writer was interrupted; nothing does that", e);
    } finally {
      ended = true;
      refuseWhatIsLeft();
    }
  }

  /// Fills up `batch`; says whether the end was reached.
  private boolean addWaiting(List<Waiting> batch) {
    long size = batch.getFirst().write().size();
    while (batch.size() < MAX_WRITES && size < MAX_SIZE) {
      Waiting next = queue.poll();
      if (next == null || next.isEnd()) {
        return next != null;
      }
      batch.add(next);
      size += next.write().size();
    }
    return false;
  }

  private void commit(List<Waiting> batch) {
    try {
      List<Outcome> outcomes = attempt(batch);
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).outcome().complete(outcomes.get(i));
      }
    } catch (StoreException e) {
      if (e.failure() instanceof StoreFailure.DiskFull && batch.size() > 1) {
        // A small write may still fit where a large one doesn't, and a deletion makes room.
        batch.forEach(waiting -> commit(List.of(waiting)));
      } else {
        batch.forEach(waiting -> waiting.outcome().complete(refused(e.failure(), e)));
      }
    } catch (RuntimeException | Error e) {
      // Without an answer they would wait for ever.
      LOGGER.log(Level.ERROR, "a bug: " + batch.size() + " writes have no known outcome", e);
      StoreFailure failure = new StoreFailure.Unavailable("internal error, see the host's log");
      batch.forEach(waiting -> waiting.outcome().complete(refused(failure, e)));
    }
  }

  private List<Outcome> attempt(List<Waiting> batch) throws StoreException {
    Set<Bytes> keys = new HashSet<>();
    int steps = 0;
    for (Waiting waiting : batch) {
      waiting.write().steps().forEach(step -> keys.add(step.key()));
      steps += waiting.write().steps().size();
    }
    try (Journal.Transaction transaction = journal.begin()) {
      long firstVersion = transaction.reserve(steps);
      BatchPlan plan = new BatchPlan(transaction.versions(keys), firstVersion);
      List<Outcome> outcomes = batch.stream().map(w -> plan.add(w.write())).toList();
      if (outcomes.stream().anyMatch(Outcome.Written.class::isInstance)) {
        transaction.apply(plan.changes());
        transaction.commit();
      }
      return outcomes;
    }
  }

  /// How many writes wait for the next transaction.
  int waiting() {
    return queue.size();
  }

  private void refuseWhatIsLeft() {
    for (Waiting left = queue.poll(); left != null; left = queue.poll()) {
      left.outcome().complete(refused(CLOSED, null));
    }
  }

  /// Each waiter throws its own exception, with the shared fault as its cause.
  private static Outcome refused(StoreFailure failure, @Nullable Throwable cause) {
    return new Outcome.Refused(new StoreException(failure, cause));
  }

  /// Waits for the writes that were there first.
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    boolean interrupted = false;
    while (!ended) {
      try {
        queue.put(END);
        writer.join();
      } catch (InterruptedException e) {
        // Closing early would leave writes without an answer.
        interrupted = true;
      }
    }
    journal.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
