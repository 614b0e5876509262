// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness.sqlite;

import dev.strongroom.witness.WitnessBusyException;
import dev.strongroom.witness.WitnessRecords;
import dev.strongroom.witness.WitnessStore.Decision;
import dev.strongroom.witness.WitnessStoreException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Makes decisions one after another; those that wait at the same moment in one transaction, since
/// a flush takes as long for many as for one.
final class Writer implements AutoCloseable {
  private static final int MAX_WAITING = 1024;

  /// A decision that waits for its turn, and then for its transaction.
  private static final class Waiting<T> {
    private final Decision<T> decision;
    private final CompletableFuture<T> outcome = new CompletableFuture<>();
    private @Nullable T decided;

    Waiting(Decision<T> decision) {
      this.decision = decision;
    }

    void decide(WitnessRecords records) throws WitnessStoreException {
      decided = decision.decide(records);
    }

    void committed() {
      outcome.complete(decided);
    }

    void fail(WitnessStoreException e) {
      outcome.completeExceptionally(e);
    }
  }

  private static final Waiting<Boolean> END = new Waiting<>(_ -> true);

  private final SqliteFile file;
  private final BlockingQueue<Waiting<?>> queue = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread thread;
  private @Nullable SqliteRecords records;

  Writer(SqliteFile file) {
    this.file = file;
    // Not a virtual thread: it waits for the disk in native code.
    thread = Thread.ofPlatform().daemon().name("strongroom-witness-writer").start(this::run);
  }

  <T> T decide(Decision<T> decision) throws WitnessStoreException, WitnessBusyException {
    Waiting<T> waiting = new Waiting<>(decision);
    if (closed.get()) {
      throw new WitnessStoreException("the witness stops");
    }
    if (!queue.offer(waiting)) {
      throw new WitnessBusyException();
    }
    if (!thread.isAlive()) {
      // Maybe it had looked for the last time before this came in.
      refuseWhatIsLeft();
    }
    try {
      return waiting.outcome.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WitnessStoreException("interrupted before the outcome was known", e);
    } catch (ExecutionException e) {
      // The waiter's own, with the shared one as its cause.
      String problem = e.getCause() instanceof WitnessStoreException w ? w.getMessage() : "" + e;
      throw new WitnessStoreException(problem, e.getCause());
    }
  }

  private void run() {
    try {
      boolean end = false;
      while (!end) {
        List<Waiting<?>> batch = new ArrayList<>(List.of(queue.take()));
        queue.drainTo(batch);
        end = batch.removeIf(waiting -> waiting == END);
        if (!batch.isEmpty()) {
          attempt(batch);
        }
      }
    } catch (InterruptedException e) {
      // Nobody does that; what waits is refused.
    } finally {
      refuseWhatIsLeft();
    }
  }

  private void attempt(List<Waiting<?>> batch) {
    try {
      SqliteRecords open = records == null ? new SqliteRecords(file.connect()) : records;
      records = open;
      open.begin();
      for (Waiting<?> waiting : batch) {
        waiting.decide(open);
      }
      open.commit();
      batch.forEach(Waiting::committed);
    } catch (SQLException e) {
      undo(batch, SqliteFile.failure(e));
    } catch (WitnessStoreException e) {
      undo(batch, e);
    } catch (RuntimeException | Error e) {
      // A bug. Without an answer they would wait for ever.
      undo(batch, new WitnessStoreException("internal error: " + e, e));
    }
  }

  private void undo(List<Waiting<?>> batch, WitnessStoreException problem) {
    SqliteRecords open = records;
    if (open != null) {
      try {
        open.rollback();
      } catch (SQLException e) {
        // A full disk, for one, ends the transaction by itself.
      }
      // The next begins afresh: nobody knows what state this connection is in.
      open.close();
      records = null;
    }
    batch.forEach(waiting -> waiting.fail(problem));
  }

  private void refuseWhatIsLeft() {
    for (Waiting<?> left = queue.poll(); left != null; left = queue.poll()) {
      left.fail(new WitnessStoreException("the witness stops"));
    }
  }

  /// Waits for the decisions that were there first.
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        queue.put(END);
        thread.join();
      } catch (InterruptedException e) {
        // Closing early would leave decisions without an outcome.
        interrupted = true;
      }
    }
    if (records != null) {
      records.close();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
