// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.vsock.linux.NativeSystemCalls;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What holds for streams of any address family, on the real kernel.
abstract class StreamContract {
  static final Duration SOON = Duration.ofMinutes(1);

  private long before;
  Vsock vsock;
  VsockServer server;
  VsockAddress address;

  /// The family under test.
  abstract SocketFamily family();

  /// An address to listen at that nobody uses.
  abstract VsockAddress free();

  @BeforeEach
  void listen() throws IOException {
    before = OpenDescriptors.count();
    vsock = new Vsock(NativeSystemCalls.create(), family());
    server = vsock.listen(free());
    address = new VsockAddress(VsockAddress.CID_LOCAL, server.address().port());
  }

  @AfterEach
  void nothingStaysOpen() throws InterruptedException {
    vsock.close();
    assertThat(server.isOpen()).isFalse();
    // A descriptor lives until the system call that another thread is making with it ends.
    for (int i = 0; i < 1000 && OpenDescriptors.count() != before; i++) {
      Thread.sleep(2);
    }
    assertThat(OpenDescriptors.count()).as("descriptors, as before").isEqualTo(before);
  }

  /// Both ends of a new connection.
  record Pair(VsockConnection client, VsockConnection accepted) {}

  final Pair pair() throws IOException {
    VsockConnection client = vsock.connect(address, SOON);
    return new Pair(client, server.accept(SOON));
  }

  @Test
  void carriesBytesBothWays() throws Exception {
    Pair pair = pair();
    pair.client().outputStream().write("ping".getBytes(UTF_8));
    assertThat(pair.accepted().inputStream().readNBytes(4)).asString().isEqualTo("ping");
    pair.accepted().outputStream().write(255);
    pair.accepted().outputStream().write(0);
    assertThat(pair.client().inputStream().read()).isEqualTo(255);
    assertThat(pair.client().inputStream().read()).isEqualTo(0);
    assertThat(pair.client().peer()).isEqualTo(address);
    assertThat(pair.accepted().local().port()).isEqualTo(address.port());
    pair.client().close();
    assertThat(pair.accepted().inputStream().read()).isEqualTo(-1);
    assertThat(pair.accepted().inputStream().read()).isEqualTo(-1);
  }

  @Test
  void isAByteChannelForAnyKindOfBuffer() throws Exception {
    Pair pair = pair();
    byte[] message = "0123456789".getBytes(UTF_8);
    ByteBuffer heap = ByteBuffer.wrap(message, 2, 5).asReadOnlyBuffer();
    ByteBuffer direct = ByteBuffer.allocateDirect(16).put(message).flip().position(7);
    assertThat(pair.client().write(heap)).isEqualTo(5);
    assertThat(pair.client().write(direct)).isEqualTo(3);
    assertThat(heap.hasRemaining() || direct.hasRemaining()).isFalse();

    ByteBuffer into = ByteBuffer.allocateDirect(100).position(1).limit(4);
    assertThat(pair.accepted().read(into)).isEqualTo(3);
    assertThat(pair.accepted().read(into)).as("no room").isEqualTo(0);
    byte[] rest = new byte[10];
    int three = pair.accepted().inputStream().readNBytes(rest, 4, 3);
    ByteBuffer tail = ByteBuffer.wrap(rest, 1, 9).slice().position(6);
    while (tail.position() < 8) {
      pair.accepted().read(tail);
    }
    assertThat(three).isEqualTo(3);
    assertThat(text(into.flip().position(1))).isEqualTo("234");
    assertThat(new String(rest, 4, 5, UTF_8)).isEqualTo("56789");
    assertThatThrownBy(() -> pair.accepted().read(ByteBuffer.allocate(1).asReadOnlyBuffer()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void carriesMuchBothWaysAtOnce() throws Exception {
    long length = bulk();
    Pair pair = pair();
    var up = Worker.virtual(() -> Payload.write(pair.client().outputStream(), 1, length));
    var down = Worker.platform(() -> Payload.write(pair.accepted().outputStream(), 2, length));
    var atServer = Worker.virtual(() -> Payload.read(pair.accepted().inputStream(), length));
    var atClient = Worker.platform(() -> Payload.read(pair.client().inputStream(), length));
    assertThat(atServer.get()).isEqualTo(up.get());
    assertThat(atClient.get()).isEqualTo(down.get());
  }

  @Test
  void servesTenThousandVirtualThreads() throws Exception {
    int connections = Math.min(300, requests() / 10);
    BlockingQueue<VsockConnection> idle = new ArrayBlockingQueue<>(connections);
    List<Worker<Void>> echoes = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      Pair pair = pair();
      echoes.add(Worker.virtual(() -> callable(() -> Payload.echo(pair.accepted()))));
      idle.add(pair.client());
    }
    List<Worker<Void>> requests = new ArrayList<>();
    for (int i = 0; i < requests(); i++) {
      long seed = i;
      requests.add(Worker.virtual(() -> callable(() -> request(idle, seed))));
    }
    for (Worker<Void> request : requests) {
      request.get();
    }
    idle.forEach(VsockConnection::close);
    for (Worker<Void> echo : echoes) {
      echo.get();
    }
  }

  private static void request(BlockingQueue<VsockConnection> idle, long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] message = new byte[random.nextInt(1, 3000)];
    random.nextBytes(message);
    VsockConnection connection = idle.take();
    connection.outputStream().write(message);
    assertThat(connection.inputStream().readNBytes(message.length)).isEqualTo(message);
    idle.put(connection);
  }

  @Test
  void closesByHalves() throws Exception {
    Pair pair = pair();
    pair.client().outputStream().write("question".getBytes(UTF_8));
    pair.client().shutdownOutput();
    assertThatThrownBy(() -> pair.client().outputStream().write(1))
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("EPIPE");
    assertThat(pair.accepted().inputStream().readAllBytes()).asString().isEqualTo("question");
    pair.accepted().outputStream().write("answer".getBytes(UTF_8));
    pair.accepted().close();
    assertThat(pair.client().inputStream().readAllBytes()).asString().isEqualTo("answer");
    pair.client().shutdownOutput();
  }

  @Test
  void shutdownInputEndsAReadThatWaits() throws Exception {
    Pair pair = pair();
    var reader = Worker.virtual(() -> pair.client().inputStream().read()).blocked();
    pair.client().shutdownInput();
    assertThat(reader.get()).isEqualTo(-1);
    assertThat(pair.client().inputStream().read()).isEqualTo(-1);
    pair.client().outputStream().write(7);
    assertThat(pair.accepted().inputStream().read()).isEqualTo(7);
  }

  @Test
  void whoeverIsGoneCantBeWrittenTo() throws Exception {
    Pair pair = pair();
    pair.accepted().close();
    assertThatThrownBy(
            () -> {
              while (true) {
                pair.client().outputStream().write(new byte[1000]);
              }
            })
        .isInstanceOf(SocketException.class)
        .hasMessageMatching(".*(EPIPE|ECONNRESET).*");
  }

  @Test
  void nobodyListens() throws Exception {
    server.close();
    assertThatThrownBy(() -> vsock.connect(address, SOON))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining(address.toString());
    assertThatThrownBy(() -> server.accept()).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void anAddressIsBoundOnce() {
    VsockAddress taken = new VsockAddress(server.address().cid(), server.address().port());
    assertThatThrownBy(() -> vsock.listen(taken))
        .isInstanceOf(BindException.class)
        .hasMessageContaining("EADDRINUSE");
  }

  @Test
  void closedIsClosed() throws Exception {
    Pair pair = pair();
    InputStream in = pair.client().inputStream();
    in.close();
    pair.client().close();
    assertThat(pair.client().isOpen()).isFalse();
    List<Callable<?>> operations =
        List.of(
            in::read,
            () -> pair.client().write(ByteBuffer.allocate(1)),
            () -> callable(pair.client()::shutdownInput),
            () -> callable(pair.client()::shutdownOutput),
            pair.client()::local);
    for (Callable<?> operation : operations) {
      assertThatThrownBy(operation::call).isInstanceOf(ClosedChannelException.class);
    }
  }

  /// How many bytes are much.
  long bulk() {
    return 100_000_000;
  }

  /// How many virtual threads send a request.
  int requests() {
    return 10_000;
  }

  /// Something that throws.
  interface Action {
    void run() throws Exception;
  }

  static Void callable(Action action) throws Exception {
    action.run();
    return null;
  }

  private static String text(ByteBuffer buffer) {
    return UTF_8.decode(buffer).toString();
  }
}
