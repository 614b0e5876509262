// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.vsock.linux.Errno;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Kernels that interrupt, have nothing yet and move little at a time, all at random, yet lose
/// nothing: then neither may we. The name of a failing test is its seed.
class ChaosTest {
  private static final int SEEDS = 60;
  private static final int CONNECTIONS = 6;
  private static final int LENGTH = 20_000;
  private static final Duration SOON = Duration.ofMinutes(1);

  /// Asked under the kernel's lock.
  private static Faults chaos(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int interrupts = random.nextInt(40);
    int emptyHands = random.nextInt(60);
    int largest = random.nextInt(1, 600);
    return new Faults() {
      @Override
      public int before(String call) {
        int dice = random.nextInt(100);
        return switch (call) {
          case "receive", "send", "accept" ->
              dice < interrupts ? -Errno.EINTR : dice < interrupts + emptyHands ? -Errno.EAGAIN : 0;
          case "connect", "epoll_wait", "epoll_ctl" -> dice < interrupts ? -Errno.EINTR : 0;
          default -> 0;
        };
      }

      @Override
      public int atMost(int wanted) {
        return Math.min(wanted, random.nextInt(1, largest + 1));
      }
    };
  }

  @TestFactory
  Stream<DynamicTest> losesNothing() {
    return new SplittableRandom(2026)
        .longs(SEEDS)
        .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> run(seed)));
  }

  @TestFactory
  Stream<DynamicTest> closesAtAnyMoment() {
    return new SplittableRandom(2027)
        .longs(SEEDS)
        .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> runAndClose(seed)));
  }

  private static void run(long seed) throws Exception {
    FakeKernel kernel = new FakeKernel();
    kernel.faults = chaos(seed);
    FakeSocket.Connecting[] plans = {
      FakeSocket.Connecting.AT_ONCE,
      FakeSocket.Connecting.LATER,
      FakeSocket.Connecting.AFTER_FALSE_ALARM
    };
    kernel.plan(5000, plans[(int) Math.floorMod(seed, 3L)]);
    try (Vsock vsock = new Vsock(kernel, new VsockFamily());
        VsockServer server = vsock.listen(VsockAddress.any(5000))) {
      List<Worker<Void>> workers = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        long part = seed + i;
        workers.add(Worker.virtual(() -> sendAndCheck(vsock, part)));
        workers.add(Worker.virtual(() -> echo(server)));
      }
      for (Worker<Void> worker : workers) {
        worker.get();
      }
    }
    assertThat(kernel.openDescriptors()).isEqualTo(0);
    assertThat(kernel.badDescriptors()).isEqualTo(0);
  }

  private static Void echo(VsockServer server) throws IOException {
    Payload.echo(server.accept(SOON));
    return null;
  }

  private static Void sendAndCheck(Vsock vsock, long seed) throws Exception {
    VsockAddress address = new VsockAddress(VsockAddress.CID_LOCAL, 5000);
    try (VsockConnection connection = vsock.connect(address, SOON)) {
      var writer =
          Worker.virtual(() -> {
            long sum = Payload.write(connection.outputStream(), seed, LENGTH);
            connection.shutdownOutput();
            return sum;
          });
      long sum = Payload.read(connection.inputStream(), LENGTH);
      assertThat(connection.inputStream().read()).isEqualTo(-1);
      assertThat(sum).isEqualTo(writer.get());
    }
    return null;
  }

  private static void runAndClose(long seed) throws Exception {
    FakeKernel kernel = new FakeKernel();
    kernel.faults = chaos(seed);
    Worker<Void> acceptor;
    try (Vsock vsock = new Vsock(kernel, new VsockFamily());
        VsockServer server = vsock.listen(VsockAddress.any(5000))) {
      acceptor = Worker.platform(() -> echoAll(server));
      List<Worker<Void>> workers = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        byte mark = (byte) (i + 1);
        workers.add(Worker.virtual(() -> closeWhileReading(vsock, mark)));
      }
      for (Worker<Void> worker : workers) {
        worker.get();
      }
    }
    acceptor.get();
    assertThat(kernel.openDescriptors()).isEqualTo(0);
    assertThat(kernel.badDescriptors()).as("calls on what was closed").isEqualTo(0);
  }

  /// Ends when the server is closed and so are all connections.
  private static Void echoAll(VsockServer server) throws Exception {
    List<Worker<Void>> echoes = new ArrayList<>();
    try {
      while (true) {
        VsockConnection accepted = server.accept();
        echoes.add(Worker.virtual(() -> StreamContract.callable(() -> Payload.echo(accepted))));
      }
    } catch (ClosedChannelException closed) {
      for (Worker<Void> echo : echoes) {
        echo.outcome().exceptionally(cut -> null).get(20, TimeUnit.SECONDS);
      }
      return null;
    }
  }

  private static Void closeWhileReading(Vsock vsock, byte mark) throws Exception {
    byte[] message = new byte[300];
    Arrays.fill(message, mark);
    for (int round = 0; round < 10; round++) {
      VsockAddress address = new VsockAddress(VsockAddress.CID_LOCAL, 5000);
      VsockConnection connection = vsock.connect(address, SOON);
      Worker<Void> reader = Worker.virtual(() -> readOnly(connection, mark));
      connection.outputStream().write(message, 0, 30 * round);
      connection.close();
      assertThat(reader.failure()).isInstanceOf(ClosedChannelException.class);
    }
    return null;
  }

  private static Void readOnly(VsockConnection connection, byte mark) throws IOException {
    while (true) {
      assertThat(connection.inputStream().read()).isEqualTo(mark);
    }
  }
}
