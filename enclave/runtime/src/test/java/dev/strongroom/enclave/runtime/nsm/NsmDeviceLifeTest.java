// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.nsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Opening, sharing and closing the device.
class NsmDeviceLifeTest {
  private final FakeDevice device = new FakeDevice();

  private NsmDevice open() throws NsmException {
    return NsmDevice.open(device, NsmDevice.NODE);
  }

  private static void eventually(java.util.function.BooleanSupplier condition) throws Exception {
    for (int i = 0; i < 10_000 && !condition.getAsBoolean(); i++) {
      Thread.sleep(1);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "438, 0, TIGHTENED, 384", // 0666 to 0600
    "432, 0, TIGHTENED, 384", // 0660
    "384, -1, PRIVATE, 384",
    "256, -1, PRIVATE, 256", // 0400
    "438, -1, OPEN_TO_OTHERS, 438",
    "-9, 0, TIGHTENED, 384", // nobody knows the mode
    "-9, -1, OPEN_TO_OTHERS, -9"
  })
  void takesTheNodeAwayFromOthers(int mode, int chmodResult, NodeAccess access, int after)
      throws Exception {
    device.mode = mode;
    device.chmodResult = chmodResult;
    try (NsmDevice nsm = open()) {
      assertThat(nsm.nodeAccess()).isEqualTo(access);
      assertThat(device.mode).isEqualTo(after);
    }
  }

  @ParameterizedTest
  @CsvSource({"2, no such device", "13, permission denied", "24, failed"})
  void mayBeMissing(int errno, String meaning) {
    device.openResult = -errno;
    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            NsmException.class,
            e ->
                assertThat(e.failure())
                    .isEqualTo(new NsmFailure.DeviceUnavailable("open /dev/nsm", errno)))
        .hasMessage("NSM: open /dev/nsm: " + meaning + " (errno " + errno + ")");
    assertThat(device.closed).isEmpty();
  }

  @Test
  void letsFourThroughAtOnce() throws Exception {
    device.gate = new Semaphore(0);
    List<CompletableFuture<NsmDescription>> answers = new ArrayList<>();
    try (NsmDevice nsm = open()) {
      for (int i = 0; i < 200; i++) {
        CompletableFuture<NsmDescription> answer = new CompletableFuture<>();
        answers.add(answer);
        Thread.startVirtualThread(() -> complete(nsm, answer));
      }
      eventually(() -> device.running.get() == 4);
      // All carriers would be taken if the commands ran on the callers' threads.
      for (int i = 0; i < 100; i++) {
        CompletableFuture<Void> elsewhere = new CompletableFuture<>();
        Thread.startVirtualThread(() -> elsewhere.complete(null));
        elsewhere.get(10, TimeUnit.SECONDS);
      }
      assertThat(answers).noneMatch(CompletableFuture::isDone);
      device.gate.release(1000);
      for (CompletableFuture<NsmDescription> answer : answers) {
        assertThat(answer.get(10, TimeUnit.SECONDS).maxPcrs()).isEqualTo(32);
      }
    }
    assertThat(device.mostAtOnce).hasValue(4);
  }

  private static void complete(NsmDevice nsm, CompletableFuture<NsmDescription> answer) {
    try {
      answer.complete(nsm.describe());
    } catch (Throwable e) {
      answer.completeExceptionally(e);
    }
  }

  @Test
  void anInterruptDoesNotLoseTheAnswer() throws Exception {
    device.gate = new Semaphore(0);
    try (NsmDevice nsm = open()) {
      CompletableFuture<Boolean> statusAfterwards = new CompletableFuture<>();
      CompletableFuture<NsmDescription> answer = new CompletableFuture<>();
      Thread caller =
          Thread.startVirtualThread(() -> {
            complete(nsm, answer);
            statusAfterwards.complete(Thread.currentThread().isInterrupted());
          });
      eventually(() -> device.running.get() == 1);
      caller.interrupt();
      Thread.sleep(20);
      assertThat(answer).isNotDone();
      device.gate.release();
      assertThat(answer.get(10, TimeUnit.SECONDS).maxPcrs()).isEqualTo(32);
      assertThat(statusAfterwards.get(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void closeWaitsForCommandsAndRefusesMore() throws Exception {
    device.gate = new Semaphore(0);
    NsmDevice nsm = open();
    CompletableFuture<NsmDescription> answer = new CompletableFuture<>();
    Thread.startVirtualThread(() -> complete(nsm, answer));
    eventually(() -> device.running.get() == 1);
    Thread closer = Thread.startVirtualThread(nsm::close);
    eventually(() -> closer.getState() == Thread.State.TIMED_WAITING);
    assertThatThrownBy(nsm::random)
        .isInstanceOfSatisfying(
            NsmException.class, e -> assertThat(e.failure()).isEqualTo(new NsmFailure.Closed()));
    assertThat(device.closed).isEmpty();
    device.gate.release(1);
    assertThat(answer.get(10, TimeUnit.SECONDS).maxPcrs()).isEqualTo(32);
    closer.join();
    assertThat(device.closed).containsExactly(FakeDevice.FD);
    assertThat(device.requests).hasSize(1);
  }
}
