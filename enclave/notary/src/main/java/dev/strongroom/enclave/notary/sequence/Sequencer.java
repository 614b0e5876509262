// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.sequence;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.Beside;
import dev.strongroom.enclave.notary.NotaryException;
import dev.strongroom.enclave.notary.NotaryRefusal;
import dev.strongroom.enclave.notary.NotarySettings;
import dev.strongroom.enclave.notary.cosign.Cosigned;
import dev.strongroom.enclave.notary.cosign.Cosigner;
import dev.strongroom.enclave.notary.store.Body;
import dev.strongroom.enclave.notary.store.FencedException;
import dev.strongroom.enclave.notary.store.Head;
import dev.strongroom.enclave.notary.store.LedgerStore;
import dev.strongroom.enclave.notary.store.OnceRecord;
import dev.strongroom.enclave.notary.tree.LogTree;
import dev.strongroom.enclave.notary.tree.Parts;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One thread that takes requests from a bounded queue, appends them to the tree and makes each
/// batch durable. What is durable is handed to the [Cosigner], and while that waits for witnesses
/// the next batch is on its way. Nobody is answered before both are done.
public final class Sequencer implements AutoCloseable {
  /// Requests that may wait.
  private static final int QUEUE = 16_384;

  /// Entries that may wait, or be on their way to the witnesses.
  private static final int MOST_WAITING = 65_536;

  /// Before each attempt to make a batch's digests findable.
  private static final List<Long> INDEX_PAUSES_MILLIS = List.of(0L, 50L, 300L);

  /// How often an idle sequencer looks whether it is to stop.
  private static final long IDLE_MILLIS = 100;

  private final LogTree<StorageException> tree;
  private final Parts parts;
  private final LedgerStore store;
  private final Cosigner cosigner;
  private final NotarySettings settings;
  private final Consumer<String> givingUp;
  private final BlockingQueue<Pending> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Semaphore room = new Semaphore(MOST_WAITING);
  private final Thread thread;
  private volatile boolean stopped;
  private volatile Head head;

  /// Taken from the queue, but too much for the batch before.
  private @Nullable Pending held;

  /// A sequencer that goes on where `head` ends. It starts at once.
  ///
  /// @param givingUp told if it can't go on
  public Sequencer(
      Head head,
      LogTree<StorageException> tree,
      Parts parts,
      LedgerStore store,
      Cosigner cosigner,
      NotarySettings settings,
      Consumer<String> givingUp) {
    this.head = head;
    this.tree = tree;
    this.parts = parts;
    this.store = store;
    this.cosigner = cosigner;
    this.settings = settings;
    this.givingUp = givingUp;
    this.thread = Thread.ofVirtual().name("sequencer").unstarted(this::run);
  }

  /// Starts it.
  public void start() {
    thread.start();
  }

  /// Has entries put into the log.
  ///
  /// @param beside what is stored with them, at most [Load#MOST_PUTS]
  /// @param seed of their salts
  /// @param once the idempotency key and SHA-256 of the request, if there is one
  /// @param entering told how far they have come, and completed
  /// @throws NotaryException if too much is waiting, or nothing can be entered any more
  public void enter(
      Content content, List<Beside> beside, Bytes seed, Optional<OnceKey> once, Entering entering)
      throws NotaryException {
    Load.check(beside);
    if (stopped) {
      throw new NotaryException(NotaryRefusal.STOPPED);
    }
    if (!room.tryAcquire(content.count())) {
      throw new NotaryException(NotaryRefusal.BUSY);
    }
    Pending pending =
        new Pending(content, beside, seed, once, entering, () -> room.release(content.count()));
    if (!queue.offer(pending)) {
      pending.fail(NotaryRefusal.BUSY);
    } else if (stopped) {
      drop(NotaryRefusal.STOPPED);
    }
  }

  /// How many entries are durable.
  public long size() {
    return head.size();
  }

  private void run() {
    try {
      while (!stopped) {
        Optional<String> over = cosigner.over();
        if (over.isPresent()) {
          giveUp(List.of(), over.get());
          break;
        }
        List<Pending> batch = gather();
        if (!batch.isEmpty()) {
          place(batch);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stopped = true;
      drop(NotaryRefusal.STOPPED);
    }
  }

  /// Waits for a request, then a moment for more.
  private List<Pending> gather() throws InterruptedException {
    List<Pending> batch = new ArrayList<>();
    Pending first = held != null ? held : queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
    held = null;
    Load load = new Load(settings.most());
    long until = System.nanoTime() + settings.gather().toNanos();
    for (Pending next = first; next != null; ) {
      if (!load.takes(next)) {
        held = next;
        break;
      }
      batch.add(next);
      long left = until - System.nanoTime();
      next = left <= 0 ? queue.poll() : queue.poll(left, TimeUnit.NANOSECONDS);
    }
    return batch;
  }

  private void place(List<Pending> batch) {
    long before = head.size();
    try {
      List<Body> bodies = append(batch);
      Head next = new Head(tree.size(), tree.root(tree.size()));
      store.commit(
          new LedgerStore.Batch(
              next,
              tree.changes(),
              parts.changes(),
              bodies,
              once(batch, bodies, before),
              batch.stream().flatMap(one -> one.beside().stream()).toList()));
      tree.committed();
      parts.committed();
      head = next;
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).written(bodies.get(i).start());
      }
      finish(batch, bodies, before);
    } catch (StorageException e) {
      tree.forget(before);
      parts.forget(before);
      fail(batch, refusal(e.failure()));
    } catch (FencedException e) {
      giveUp(batch, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      // A bug. Whether the batch was written isn't known, so nothing may follow it.
      giveUp(batch, "internal-error: " + e.getClass().getName());
    }
  }

  private void giveUp(List<Pending> batch, String why) {
    stopped = true;
    givingUp.accept(why);
    fail(batch, NotaryRefusal.STOPPED);
  }

  private List<Body> append(List<Pending> batch) {
    List<Body> bodies = new ArrayList<>(batch.size());
    for (Pending pending : batch) {
      bodies.add(new Body(tree.size(), pending.seed(), pending.content()));
      pending.hashes().forEach(tree::append);
      pending.leaves().forEach(parts::append);
    }
    return bodies;
  }

  private static List<LedgerStore.Once> once(
      List<Pending> batch, List<Body> bodies, long batchStart) {
    List<LedgerStore.Once> once = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      long start = bodies.get(i).start();
      batch
          .get(i)
          .once()
          .ifPresent(key ->
              once.add(
                  new LedgerStore.Once(
                      key.key(), new OnceRecord(batchStart, start, key.request()))));
    }
    return once;
  }

  /// Makes digests findable while the witnesses are asked, then answers.
  private void finish(List<Pending> batch, List<Body> bodies, long batchStart) {
    CompletableFuture<Cosigned> cosigned = cosigner.cosign(head.size(), head.root());
    Thread.ofVirtual()
        .start(() -> {
          Optional<NotaryRefusal> refused = index(batchStart, bodies);
          if (refused.isPresent()) {
            fail(batch, refused.get());
          } else {
            answer(batch, bodies, cosigned);
          }
        });
  }

  /// The batch is durable already, so it isn't given up at the first failure.
  private Optional<NotaryRefusal> index(long batchStart, List<Body> bodies) {
    for (long pause : INDEX_PAUSES_MILLIS) {
      try {
        Thread.sleep(pause);
        store.entries().index(batchStart, bodies);
        return Optional.empty();
      } catch (StorageException e) {
        // Once more, or below.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.of(NotaryRefusal.STOPPED);
      }
    }
    return Optional.of(NotaryRefusal.ENTERED_NOT_FOUND);
  }

  private static void answer(
      List<Pending> batch, List<Body> bodies, CompletableFuture<Cosigned> cosigned) {
    try {
      Cosigned tree = cosigned.join();
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).complete(new Placed(bodies.get(i), tree));
      }
    } catch (CancellationException e) {
      fail(batch, NotaryRefusal.STOPPED);
    }
  }

  private static NotaryRefusal refusal(StorageFailure failure) {
    return switch (failure) {
      case StorageFailure.DiskFull _ -> NotaryRefusal.DISK_FULL;
      case StorageFailure.NotAuthentic _ -> NotaryRefusal.STORE_CORRUPT;
      default -> NotaryRefusal.STORE_UNAVAILABLE;
    };
  }

  private static void fail(List<Pending> batch, NotaryRefusal refusal) {
    batch.forEach(pending -> pending.fail(refusal));
  }

  private void drop(NotaryRefusal refusal) {
    List<Pending> left = new ArrayList<>();
    queue.drainTo(left);
    if (held != null) {
      left.add(held);
    }
    fail(left, refusal);
  }

  /// Stops after the batch that is being written.
  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
