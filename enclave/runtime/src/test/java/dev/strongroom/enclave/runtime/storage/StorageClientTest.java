// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.attestation.Bytes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// How calls share a connection, and what they are told.
@Timeout(20)
class StorageClientTest {
  private static final Bytes KEY = Bytes.utf8("k");
  private static final Duration LONG = Duration.ofSeconds(15);
  private static final String ABSENT = "00 00";

  @TempDir private Path directory;

  @Test
  void answersMayComeInAnyOrder() throws Exception {
    int calls = 50;
    try (ScriptedHost host =
            new ScriptedHost(
                directory,
                (talk, connection) -> {
                  talk.greet();
                  List<Long> ids = new ArrayList<>();
                  while (ids.size() < calls) {
                    ids.add(talk.request());
                  }
                  for (long id : ids.reversed()) {
                    talk.answer(id, "00 %016x".formatted(1000 + id));
                  }
                  talk.in().read();
                });
        StorageClient client = new StorageClient(host.dialer(), LONG);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Long>> puts = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        puts.add(() -> client.put(KEY, 0, KEY));
      }
      List<Long> versions = new ArrayList<>();
      for (Future<Long> put : threads.invokeAll(puts)) {
        versions.add(put.get());
      }
      assertThat(versions).doesNotHaveDuplicates().allMatch(v -> v > 1000 && v <= 1000 + calls);
      assertThat(host.connections()).isEqualTo(1);
    }
  }

  @Test
  void aLateAnswerHarmsNobody() throws Exception {
    CountDownLatch timedOut = new CountDownLatch(1);
    try (ScriptedHost host =
            new ScriptedHost(
                directory,
                (talk, connection) -> {
                  talk.greet();
                  long slow = talk.request();
                  while (timedOut.getCount() > 0) {
                    // Still talks to others, so the connection is kept.
                    talk.answer(talk.request(), ABSENT);
                  }
                  talk.answer(slow, "00 0000000000000007");
                  while (true) {
                    talk.answer(talk.request(), ABSENT);
                  }
                });
        StorageClient client = new StorageClient(host.dialer(), Duration.ofSeconds(2));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<StorageFailure> slow = threads.submit(() -> failure(() -> client.put(KEY, 0, KEY)));
      Thread.sleep(100);
      while (!slow.isDone()) {
        assertThat(client.get(KEY)).isEmpty();
        Thread.sleep(10);
      }
      timedOut.countDown();
      assertThat(slow.get()).isInstanceOf(StorageFailure.TimedOut.class);
      assertThat(client.get(KEY)).isEmpty();
      assertThat(client.get(KEY)).isEmpty();
      assertThat(host.connections()).isEqualTo(1);
    }
  }

  @Test
  void aHostThatSaysWhyItEndsIsBelieved() throws Exception {
    try (ScriptedHost host =
            new ScriptedHost(
                directory,
                (talk, connection) -> {
                  talk.greet();
                  talk.request();
                  talk.send("00000009 0000000000000000 0" + (connection + 1));
                  talk.in().read();
                });
        StorageClient client = new StorageClient(host.dialer(), LONG)) {
      for (int i = 0; i < 3; i++) {
        assertThat(failure(() -> client.get(KEY)))
            .isInstanceOf(StorageFailure.ConnectionLost.class);
      }
    }
  }

  @Test
  void aHostThatRefusesIsntConnected() throws Exception {
    try (ScriptedHost host =
            new ScriptedHost(
                directory,
                (talk, connection) ->
                    talk.send(connection == 1 ? "53524b5700030000" : "53524b5700040000"));
        StorageClient client = new StorageClient(host.dialer(), LONG)) {
      for (int i = 0; i < 2; i++) {
        StorageFailure failure = failure(() -> client.put(KEY, 0, KEY));
        assertThat(failure).isInstanceOf(StorageFailure.NotConnected.class);
        assertThat(failure.outcomeUnknown()).isFalse();
      }
    }
  }

  @Test
  void whoCantBeReachedIsntConnected() {
    try (StorageClient client = new StorageClient(ScriptedHost.dialer(directory), LONG)) {
      assertThat(failure(() -> client.get(KEY))).isInstanceOf(StorageFailure.NotConnected.class);
    }
  }

  @Test
  void dialsOnceForAllWhoWait() throws Exception {
    AtomicInteger dials = new AtomicInteger();
    try (ScriptedHost host =
            new ScriptedHost(
                directory,
                (talk, connection) -> {
                  talk.greet();
                  while (true) {
                    talk.answer(talk.request(), ABSENT);
                  }
                });
        StorageClient client =
            new StorageClient(
                () -> {
                  dials.incrementAndGet();
                  return host.dialer().dial();
                },
                LONG);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Boolean>> gets = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        gets.add(() -> client.get(KEY).isEmpty());
      }
      for (Future<Boolean> get : threads.invokeAll(gets)) {
        assertThat(get.get()).isTrue();
      }
      assertThat(dials).hasValue(1);
    }
  }

  @Test
  void errorsThatTheHostNamesAreNamed() throws Exception {
    record Case(String answer, Class<? extends StorageFailure> failure, boolean unknown) {}
    List<Case> cases =
        List.of(
            new Case("01 0000 0000000000000003", StorageFailure.Conflict.class, false),
            new Case("02", StorageFailure.TooLarge.class, false),
            new Case("03", StorageFailure.Malformed.class, false),
            new Case("04", StorageFailure.Unavailable.class, true),
            new Case("05", StorageFailure.DiskFull.class, false));
    try (ScriptedHost host =
            new ScriptedHost(
                directory,
                (talk, connection) -> {
                  talk.greet();
                  for (Case each : cases) {
                    talk.answer(talk.request(), each.answer());
                  }
                  talk.in().read();
                });
        StorageClient client = new StorageClient(host.dialer(), LONG)) {
      for (Case each : cases) {
        StorageFailure failure = failure(() -> client.put(KEY, 0, KEY));
        assertThat(failure).isInstanceOf(each.failure());
        assertThat(failure.outcomeUnknown()).as(failure.code()).isEqualTo(each.unknown());
      }
      assertThat(host.connections()).isEqualTo(1);
    }
  }

  @Test
  void withoutTimeThereIsNoClient() {
    assertThatThrownBy(() -> new StorageClient(ScriptedHost.dialer(directory), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static StorageFailure failure(ThrowingCallable call) {
    StorageException e = catchThrowableOfType(StorageException.class, call);
    assertThat(e).isNotNull();
    return e.failure();
  }
}
