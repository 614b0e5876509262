// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.attestation.Bytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Which writes share a transaction, and what becomes of them when it fails.
@Timeout(20)
class GroupCommitTest {
  private static final Bytes VALUE = Bytes.utf8("value");

  private final FakeJournal journal = new FakeJournal();
  private final GroupCommit commit = new GroupCommit("test", journal);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @Test
  void whatWaitsDuringACommitSharesTheNext() throws Exception {
    List<Future<Long>> puts = putWhileFirstCommitHangs(64);
    assertThat(journal.transactions).hasSize(2);
    assertThat(journal.transactions.get(1)).hasSize(64);
    for (Future<Long> put : puts) {
      assertThat(put.get()).isPositive();
    }
  }

  @Test
  void aConflictDoesntDisturbItsNeighbours() throws Exception {
    journal.block();
    Future<Long> first = inTheBackground(() -> commit.put(key(0), 0, VALUE));
    journal.awaitBlocked();
    Future<Long> good = inTheBackground(() -> commit.put(key(1), 0, VALUE));
    Future<Long> bad = inTheBackground(() -> commit.put(key(0), 99, VALUE));
    awaitQueued(2);
    journal.unblock();
    long version = first.get();
    assertThat(good.get()).isGreaterThan(version);
    assertThat(failure(bad)).isEqualTo(new StoreFailure.Conflict(0, version));
  }

  @Test
  void writesOfOneBatchSeeEachOther() throws Exception {
    journal.block();
    Future<Long> hanging = inTheBackground(() -> commit.put(key(0), 0, VALUE));
    journal.awaitBlocked();
    List<Future<Long>> same = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      same.add(inTheBackground(() -> commit.put(key(1), 0, VALUE)));
    }
    awaitQueued(20);
    journal.unblock();
    assertThat(hanging.get()).isPositive();
    List<Long> versions = new ArrayList<>();
    for (Future<Long> put : same) {
      try {
        versions.add(put.get());
      } catch (ExecutionException e) {
        assertThat(failure(put)).isInstanceOf(StoreFailure.Conflict.class);
      }
    }
    assertThat(versions).containsExactly(journal.content.get(key(1)));
    assertThat(journal.transactions).hasSize(2);
  }

  @Test
  void ifACommitFailsNobodyIsToldThatItWorked() throws Exception {
    journal.failWith = new StoreException(new StoreFailure.Unavailable("for the test"));
    for (Future<Long> put : putWhileFirstCommitHangs(10)) {
      assertThat(failure(put)).isInstanceOf(StoreFailure.Unavailable.class);
    }
  }

  @Test
  void aBugFailsItsBatchAndTheNextWorks() throws Exception {
    journal.bug = true;
    assertThat(failure(inTheBackground(() -> commit.put(key(1), 0, VALUE))))
        .isInstanceOf(StoreFailure.Unavailable.class);
    journal.bug = false;
    assertThat(commit.put(key(1), 0, VALUE)).isPositive();
  }

  @Test
  void onAFullDiskWhatFitsIsWritten() throws Exception {
    journal.block();
    Future<Long> first = inTheBackground(() -> commit.put(key(0), 0, VALUE));
    journal.awaitBlocked();
    journal.room = 100;
    Future<Long> small = inTheBackground(() -> commit.put(key(1), 0, VALUE));
    Future<Long> large = inTheBackground(() -> commit.put(key(2), 0, Bytes.zeros(101)));
    awaitQueued(2);
    journal.unblock();
    assertThat(first.get()).isPositive();
    assertThat(small.get()).isPositive();
    assertThat(failure(large)).isInstanceOf(StoreFailure.DiskFull.class);
    assertThat(journal.content).containsOnlyKeys(key(0), key(1));
  }

  @Test
  void closingFinishesWhatWaitsAndRefusesTheRest() throws Exception {
    journal.block();
    Future<Long> first = inTheBackground(() -> commit.put(key(0), 0, VALUE));
    journal.awaitBlocked();
    Future<Long> second = inTheBackground(() -> commit.put(key(1), 0, VALUE));
    awaitQueued(1);
    Future<Long> closing =
        inTheBackground(() -> {
          commit.close();
          return 0L;
        });
    Thread.sleep(20);
    journal.unblock();
    closing.get();
    assertThat(first.get()).isPositive();
    assertThat(second.get()).isPositive();
    assertThat(journal.closed).isTrue();
    assertThat(failure(inTheBackground(() -> commit.put(key(3), 0, VALUE))))
        .isInstanceOf(StoreFailure.Unavailable.class);
  }

  @Test
  void everybodyGetsAnAnswerWhenItClosesUnderLoad() throws Exception {
    List<Future<Long>> puts = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      int n = i;
      puts.add(inTheBackground(() -> commit.put(key(n), 0, VALUE)));
    }
    commit.close();
    int done = 0;
    for (int i = 0; i < puts.size(); i++) {
      try {
        assertThat(puts.get(i).get()).isEqualTo(journal.content.get(key(i)));
        done++;
      } catch (ExecutionException e) {
        assertThat(failure(puts.get(i))).isInstanceOf(StoreFailure.Unavailable.class);
      }
    }
    assertThat(journal.content).hasSize(done);
  }

  private List<Future<Long>> putWhileFirstCommitHangs(int count) throws Exception {
    journal.block();
    Future<Long> hanging = inTheBackground(() -> commit.put(key(-1), 0, VALUE));
    journal.awaitBlocked();
    List<Future<Long>> puts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int n = i;
      puts.add(inTheBackground(() -> commit.put(key(n), 0, VALUE)));
    }
    awaitQueued(count);
    journal.unblock();
    puts.add(hanging);
    for (Future<Long> put : puts) {
      while (!put.isDone()) {
        Thread.sleep(1);
      }
    }
    puts.removeLast();
    return puts;
  }

  private Future<Long> inTheBackground(Callable<Long> write) {
    return threads.submit(write);
  }

  private void awaitQueued(int count) throws InterruptedException {
    while (commit.waiting() < count) {
      Thread.sleep(1);
    }
  }

  private static StoreFailure failure(Future<Long> put) {
    ExecutionException e = catchThrowableOfType(ExecutionException.class, put::get);
    return ((StoreException) e.getCause()).failure();
  }

  private static Bytes key(int n) {
    return Bytes.utf8("key " + n);
  }

  /// A journal in memory that can be made to hang and to fail.
  private static final class FakeJournal implements Journal {
    final Map<Bytes, Long> content = new TreeMap<>();
    final List<List<Change>> transactions = new ArrayList<>();
    volatile StoreException failWith;
    volatile boolean bug;
    volatile long room = Long.MAX_VALUE;
    volatile boolean closed;
    private volatile CountDownLatch goOn = new CountDownLatch(0);
    private final CountDownLatch blocked = new CountDownLatch(1);
    private long last;

    void block() {
      goOn = new CountDownLatch(1);
    }

    void awaitBlocked() throws InterruptedException {
      blocked.await();
    }

    void unblock() {
      goOn.countDown();
    }

    @Override
    public Transaction begin() {
      if (bug) {
        throw new IllegalStateException("a bug, for the test");
      }
      List<Change> mine = new ArrayList<>();
      return new Transaction() {
        @Override
        public long reserve(int count) {
          last += count;
          return last - count + 1;
        }

        @Override
        public Map<Bytes, Long> versions(Collection<Bytes> keys) {
          Map<Bytes, Long> found = new HashMap<>(content);
          found.keySet().retainAll(keys);
          return found;
        }

        @Override
        public void apply(Collection<Change> changes) throws StoreException {
          mine.addAll(changes);
          if (changes.stream().anyMatch(c -> c.value() != null && c.value().length() > room)) {
            throw new StoreException(new StoreFailure.DiskFull("for the test"));
          }
        }

        @Override
        public void commit() throws StoreException {
          transactions.add(mine);
          blocked.countDown();
          try {
            goOn.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          if (failWith != null) {
            throw failWith;
          }
          mine.forEach(change -> content.put(change.key(), change.after()));
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
