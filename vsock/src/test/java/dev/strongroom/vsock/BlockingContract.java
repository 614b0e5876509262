// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What holds for threads that wait, and for those who end their waiting.
abstract class BlockingContract extends StreamContract {
  private static final Duration SHORT = Duration.ofMillis(40);

  private static <T> Worker<T> start(boolean virtual, Callable<T> work) {
    return virtual ? Worker.virtual(work) : Worker.platform(work);
  }

  /// Writes until the peer's and our own buffers are full, and on.
  private static Void flood(VsockConnection connection) throws IOException {
    byte[] block = new byte[1 << 16];
    while (true) {
      connection.outputStream().write(block);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void closeWakesWhoWaits(boolean virtual) throws Exception {
    Pair pair = pair();
    var reader = start(virtual, () -> pair.client().inputStream().read()).blocked();
    var second = start(virtual, () -> pair.client().inputStream().read()).blocked();
    var writer = start(virtual, () -> flood(pair.client())).blocked();
    var acceptor = start(virtual, server::accept).blocked();
    pair.client().close();
    assertThat(reader.failure()).isInstanceOf(AsynchronousCloseException.class);
    assertThat(second.failure()).isInstanceOf(ClosedChannelException.class);
    assertThat(writer.failure()).isInstanceOf(AsynchronousCloseException.class);
    assertThat(acceptor.outcome()).isNotDone();
    server.close();
    assertThat(acceptor.failure()).isInstanceOf(AsynchronousCloseException.class);
  }

  @Test
  void closingTheOwnerClosesAll() throws Exception {
    Pair pair = pair();
    var reader = Worker.virtual(() -> pair.client().inputStream().read()).blocked();
    var acceptor = Worker.platform(server::accept).blocked();
    vsock.close();
    assertThat(reader.failure()).isInstanceOf(AsynchronousCloseException.class);
    assertThat(acceptor.failure()).isInstanceOf(AsynchronousCloseException.class);
    assertThat(pair.accepted().isOpen()).isFalse();
    assertThatThrownBy(() -> vsock.listen(free())).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> vsock.connect(address, SOON))
        .isInstanceOf(ClosedChannelException.class);
    vsock.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void interruptCloses(boolean virtual) throws Exception {
    Pair pair = pair();
    AtomicReference<Boolean> status = new AtomicReference<>();
    var reader =
        start(
                virtual,
                () -> {
                  try {
                    return pair.client().inputStream().read();
                  } finally {
                    status.set(Thread.currentThread().isInterrupted());
                  }
                })
            .blocked();
    var acceptor = start(virtual, server::accept).blocked();
    reader.thread().interrupt();
    acceptor.thread().interrupt();
    assertThat(reader.failure()).isInstanceOf(ClosedByInterruptException.class);
    assertThat(status).hasValue(true);
    assertThat(pair.client().isOpen()).isFalse();
    assertThat(pair.accepted().inputStream().read()).isEqualTo(-1);
    assertThat(acceptor.failure()).isInstanceOf(ClosedByInterruptException.class);
    assertThat(server.isOpen()).isFalse();
  }

  @Test
  void whoIsInterruptedMayNotEvenBegin() throws Exception {
    Pair pair = pair();
    pair.accepted().outputStream().write(1);
    var reader =
        Worker.virtual(() -> {
          Thread.currentThread().interrupt();
          assertThatThrownBy(() -> pair.client().inputStream().read())
              .isInstanceOf(ClosedByInterruptException.class);
          return Thread.currentThread().isInterrupted();
        });
    assertThat(reader.get()).isTrue();
    assertThat(pair.client().isOpen()).isFalse();
  }

  @Test
  void whoWaitsBehindAnotherReaderIsInterruptible() throws Exception {
    Pair pair = pair();
    var first = Worker.virtual(() -> pair.client().inputStream().read()).blocked();
    var second = Worker.virtual(() -> pair.client().inputStream().read()).blocked();
    second.thread().interrupt();
    assertThat(second.failure()).isInstanceOf(ClosedByInterruptException.class);
    assertThat(first.failure()).isInstanceOf(AsynchronousCloseException.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void timeoutsLeaveThingsUsable(boolean virtual) throws Exception {
    Pair pair = pair();
    pair.client().setReadTimeout(SHORT);
    long start = System.nanoTime();
    var reader = start(virtual, () -> pair.client().inputStream().read());
    assertThat(reader.failure()).isInstanceOf(SocketTimeoutException.class);
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT.toNanos());
    var acceptor = start(virtual, () -> server.accept(SHORT));
    assertThat(acceptor.failure()).isInstanceOf(SocketTimeoutException.class);

    pair.accepted().outputStream().write(9);
    assertThat(pair.client().inputStream().read()).isEqualTo(9);
    assertThat(pair().accepted().isOpen()).isTrue();
  }

  @Test
  void timeoutsHoldBehindOthersWhoWait() throws Exception {
    Pair pair = pair();
    var reader = Worker.virtual(() -> pair.client().inputStream().read()).blocked();
    var acceptor = Worker.virtual(server::accept).blocked();
    pair.client().setReadTimeout(SHORT);
    assertThatThrownBy(() -> pair.client().inputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    assertThatThrownBy(() -> server.accept(SHORT)).isInstanceOf(SocketTimeoutException.class);
    assertThatThrownBy(() -> server.accept(SHORT.negated()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(reader.outcome().isDone() || acceptor.outcome().isDone()).isFalse();
  }

  @Test
  void aWriteThatStandsStillTimesOut() throws Exception {
    Pair pair = pair();
    pair.client().setWriteTimeout(SHORT);
    var writer = Worker.virtual(() -> flood(pair.client()));
    assertThat(writer.failure()).isInstanceOf(SocketTimeoutException.class);
    assertThatThrownBy(() -> pair.client().setWriteTimeout(SHORT.negated()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aWriterThatWaitsLearnsThatThePeerIsGone() throws Exception {
    Pair pair = pair();
    var writer = Worker.virtual(() -> flood(pair.client())).blocked();
    pair.accepted().close();
    assertThat(writer.failure())
        .isInstanceOf(SocketException.class)
        .hasMessageMatching(".*(EPIPE|ECONNRESET).*");
  }

  @Test
  void aLongTimeoutIsNoTimeout() throws Exception {
    Pair pair = pair();
    pair.client().setReadTimeout(Duration.ofSeconds(Long.MAX_VALUE));
    var reader = Worker.virtual(() -> pair.client().inputStream().read()).blocked();
    pair.accepted().outputStream().write(3);
    assertThat(reader.get()).isEqualTo(3);
  }

  @Test
  void aSlowReaderHoldsTheWriterBackAndLosesNothing() throws Exception {
    Pair pair = pair();
    long length = 30_000_000;
    var writer = Worker.virtual(() -> Payload.write(pair.client().outputStream(), 5, length));
    writer.blocked();
    assertThat(Payload.read(pair.accepted().inputStream(), length)).isEqualTo(writer.get());
  }

  /// Connections come and go under threads that use them. A descriptor number that is used a moment
  /// too long would let bytes of one connection appear on another.
  @Test
  void closeNeverHitsAnotherConnection() throws Exception {
    List<Worker<Void>> workers =
        java.util.stream.IntStream.range(0, 4)
            .mapToObj(worker -> Worker.virtual(() -> callable(() -> comeAndGo(worker))))
            .toList();
    var echoes =
        Worker.virtual(() -> {
          while (true) {
            VsockConnection accepted = server.accept();
            Worker.virtual(() -> callable(() -> Payload.echo(accepted)));
          }
        });
    for (Worker<Void> worker : workers) {
      worker.get();
    }
    server.close();
    assertThat(echoes.failure()).isInstanceOf(ClosedChannelException.class);
  }

  private void comeAndGo(int worker) throws Exception {
    SplittableRandom random = new SplittableRandom(worker);
    byte mark = (byte) (worker + 1);
    byte[] message = new byte[512];
    java.util.Arrays.fill(message, mark);
    for (int round = 0; round < 100; round++) {
      VsockConnection connection = vsock.connect(address, SOON);
      var reader =
          Worker.virtual(() -> {
            byte[] block = new byte[4096];
            while (true) {
              int count = connection.inputStream().read(block);
              for (int i = 0; i < count; i++) {
                assertThat(block[i]).isEqualTo(mark);
              }
            }
          });
      for (int i = random.nextInt(20); i > 0; i--) {
        connection.outputStream().write(message);
      }
      connection.close();
      assertThat(reader.failure()).isInstanceOf(ClosedChannelException.class);
    }
  }
}
