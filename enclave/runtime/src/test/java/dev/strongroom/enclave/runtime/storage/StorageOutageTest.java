// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of calls when the host is silent or gone.
@Timeout(20)
class StorageOutageTest {
  private static final Bytes KEY = Bytes.utf8("k");
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofSeconds(15);
  private static final String ABSENT = "00 00";

  @TempDir private Path directory;

  @Test
  void aSilentHostIsGivenUpInTimeAndDialledAgain() throws Exception {
    try (ScriptedHost host =
            new ScriptedHost(
                directory,
                (talk, connection) -> {
                  talk.greet();
                  if (connection == 1) {
                    talk.in().readAllBytes();
                  } else {
                    talk.answer(talk.request(), ABSENT);
                  }
                });
        StorageClient client = new StorageClient(host.dialer(), SHORT)) {
      long start = System.nanoTime();
      assertThat(failure(() -> client.get(KEY)))
          .isInstanceOfSatisfying(
              StorageFailure.TimedOut.class, late -> assertThat(late.sent()).isTrue());
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(SHORT, SHORT.plusSeconds(10));
      assertThat(client.get(KEY)).isEmpty();
      assertThat(host.connections()).isEqualTo(2);
    }
  }

  @Test
  void aHostThatStopsReadingStopsNobodyForLonger() throws Exception {
    try (ScriptedHost host =
            new ScriptedHost(
                directory,
                (talk, connection) -> {
                  talk.greet();
                  Thread.sleep(Duration.ofSeconds(30));
                });
        StorageClient client = new StorageClient(host.dialer(), Duration.ofSeconds(1));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Bytes large = Bytes.zeros(StorageLimits.MAX_VALUE);
      List<Callable<StorageFailure>> puts = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        puts.add(() -> failure(() -> client.put(KEY, 0, large)));
      }
      int unsent = 0;
      for (Future<StorageFailure> put : threads.invokeAll(puts)) {
        if (!put.get().outcomeUnknown()) {
          unsent++;
        }
      }
      // 64 MiB are in flight at most, and of these few get into the socket.
      assertThat(unsent).isGreaterThan(90);
    }
  }

  @Test
  void aHostThatHangsUpLeavesOutcomesUnknown() throws Exception {
    try (ScriptedHost host =
            new ScriptedHost(
                directory,
                (talk, connection) -> {
                  talk.greet();
                  talk.request();
                });
        StorageClient client = new StorageClient(host.dialer(), LONG)) {
      for (int i = 1; i <= 3; i++) {
        StorageFailure failure = failure(() -> client.put(KEY, 0, KEY));
        assertThat(failure).isInstanceOf(StorageFailure.ConnectionLost.class);
        assertThat(failure.outcomeUnknown()).isTrue();
        assertThat(host.connections()).isEqualTo(i);
      }
    }
  }

  @Test
  void aDialThatHangsIsGivenUpAndItsLinkClosedWhenItComes() throws Exception {
    CountDownLatch dialNow = new CountDownLatch(1);
    CountDownLatch hungUp = new CountDownLatch(1);
    try (ScriptedHost host =
            new ScriptedHost(
                directory,
                (talk, connection) -> {
                  talk.in().readAllBytes();
                  hungUp.countDown();
                });
        StorageClient client =
            new StorageClient(
                () -> {
                  try {
                    dialNow.await();
                  } catch (InterruptedException e) {
                    throw new IOException(e);
                  }
                  return host.dialer().dial();
                },
                SHORT)) {
      StorageFailure failure = failure(() -> client.put(KEY, 0, KEY));
      assertThat(failure).isInstanceOf(StorageFailure.TimedOut.class);
      assertThat(failure.outcomeUnknown()).isFalse();
      dialNow.countDown();
      hungUp.await();
    }
  }

  @Test
  void aHostThatDoesntSayHelloIsGivenUp() throws Exception {
    try (ScriptedHost host =
            new ScriptedHost(directory, (talk, connection) -> talk.in().readAllBytes());
        StorageClient client = new StorageClient(host.dialer(), SHORT)) {
      StorageFailure failure = failure(() -> client.put(KEY, 0, KEY));
      assertThat(failure).isInstanceOf(StorageFailure.TimedOut.class);
      assertThat(failure.outcomeUnknown()).isFalse();
    }
  }

  @Test
  void closingEndsCallsThatWait() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (ScriptedHost host =
            new ScriptedHost(
                directory,
                (talk, connection) -> {
                  talk.greet();
                  talk.request();
                  asked.countDown();
                  talk.in().read();
                });
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      StorageClient client = new StorageClient(host.dialer(), LONG);
      Future<StorageFailure> waiting = threads.submit(() -> failure(() -> client.get(KEY)));
      asked.await();
      client.close();
      assertThat(waiting.get()).isInstanceOf(StorageFailure.ConnectionLost.class);
      assertThat(failure(() -> client.get(KEY))).isInstanceOf(StorageFailure.NotConnected.class);
      assertThat(host.connections()).isEqualTo(1);
    }
  }

  @Test
  void anInterruptedCallerGoesAndTheOthersStay() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (ScriptedHost host =
            new ScriptedHost(
                directory,
                (talk, connection) -> {
                  talk.greet();
                  long first = talk.request();
                  asked.countDown();
                  long second = talk.request();
                  talk.answer(first, ABSENT);
                  talk.answer(second, ABSENT);
                  talk.in().read();
                });
        StorageClient client = new StorageClient(host.dialer(), LONG)) {
      Thread caller =
          Thread.ofVirtual()
              .unstarted(() -> {
                assertThat(failure(() -> client.get(KEY)))
                    .isInstanceOf(StorageFailure.TimedOut.class);
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
              });
      caller.start();
      asked.await();
      caller.interrupt();
      caller.join();
      assertThat(client.get(KEY)).isEmpty();
      assertThat(host.connections()).isEqualTo(1);
    }
  }

  private static StorageFailure failure(ThrowingCallable call) {
    StorageException e = catchThrowableOfType(StorageException.class, call);
    assertThat(e).isNotNull();
    return e.failure();
  }
}
