// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.vsock.linux.Errno;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.SocketException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What becomes of errors that the kernel reports.
class FaultTest extends FakeKernelTest {
  @Test
  void everyCallIsRepeatedWhenASignalInterruptsIt() throws Exception {
    Map<String, AtomicInteger> left = new ConcurrentHashMap<>();
    FakeKernel own = new FakeKernel();
    // Calls that make descriptors aren't interrupted before they have, and close must not be
    // repeated.
    own.faults =
        call ->
            call.matches("socket|accepted|open|eventfd|epoll_create")
                    || left.computeIfAbsent(call, c -> new AtomicInteger(3)).getAndDecrement() <= 0
                ? 0
                : -Errno.EINTR;
    try (Vsock other = new Vsock(own, new VsockFamily());
        VsockServer second = other.listen(VsockAddress.any(6000))) {
      own.plan(6000, FakeSocket.Connecting.LATER);
      VsockConnection client = other.connect(new VsockAddress(1, 6000), SOON);
      VsockConnection accepted = second.accept(SOON);
      client.outputStream().write(1);
      client.shutdownOutput();
      assertThat(accepted.inputStream().readAllBytes()).containsExactly(1);
      assertThat(other.localCid()).isEqualTo(42);
    }
    assertThat(left.keySet())
        .contains("bind", "listen", "accept", "connect", "getsockname", "getpeername")
        .contains("socketError", "receive", "send", "shutdown", "ioctl", "epoll_ctl", "epoll_wait");
    assertThat(left.values()).allMatch(count -> count.get() <= 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll_create", "eventfd", "epoll_ctl"})
  void openingLeavesNothingBehind(String call) {
    int before = kernel.openDescriptors();
    fail(call, Errno.ENOMEM, 1);
    assertThatThrownBy(() -> new Vsock(kernel, new VsockFamily()))
        .isInstanceOf(SocketException.class);
    assertThat(kernel.openDescriptors()).isEqualTo(before);
  }

  @Test
  void acceptingWaitsForDescriptors() throws Exception {
    VsockConnection client = vsock.connect(ADDRESS, SOON);
    kernel.limit = kernel.openDescriptors();
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> server.accept(SOON))
          .isInstanceOf(DescriptorsExhaustedException.class)
          .hasMessageContaining("EMFILE");
    }
    assertThatThrownBy(() -> vsock.connect(ADDRESS, SOON))
        .isInstanceOf(DescriptorsExhaustedException.class);
    kernel.limit = Integer.MAX_VALUE;
    client.outputStream().write(8);
    assertThat(server.accept(SOON).inputStream().read()).isEqualTo(8);
  }

  @Test
  void acceptingPassesOverAbortedConnections() throws Exception {
    var acceptor = Worker.virtual(() -> server.accept(SOON)).blocked();
    fail("accept", Errno.ECONNABORTED, 2);
    VsockConnection client = vsock.connect(ADDRESS, SOON);
    assertThat(acceptor.get().isOpen()).isTrue();
    client.close();
  }

  @Test
  void acceptingFails() throws Exception {
    VsockConnection client = vsock.connect(ADDRESS, SOON);
    int before = kernel.openDescriptors();
    fail("epoll_ctl", Errno.ENOMEM, 1);
    assertThatThrownBy(() -> server.accept(SOON)).hasMessageContaining("ENOMEM");
    assertThat(kernel.openDescriptors()).as("the accepted one is closed").isEqualTo(before);
    assertThat(client.inputStream().read()).isEqualTo(-1);
    fail("accept", Errno.EINVAL, 1);
    assertThatThrownBy(() -> server.accept(SOON)).hasMessageContaining("EINVAL");
  }

  @ParameterizedTest
  @ValueSource(ints = {Errno.ECONNRESET, Errno.ENOTCONN, Errno.ETIMEDOUT, Errno.EPIPE, 5})
  void transfersFail(int errno) throws Exception {
    VsockConnection client = vsock.connect(ADDRESS, SOON);
    fail("receive", errno, 1);
    assertThatThrownBy(() -> client.inputStream().read())
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("receive from vsock:1:5000")
        .hasMessageContaining("(" + errno + ")");
    fail("send", errno, 1);
    assertThatThrownBy(() -> client.outputStream().write(1))
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("send to vsock:1:5000");
  }

  @Test
  void aWriterThatWaitsLearnsThatThePeerIsGone() throws Exception {
    VsockConnection client = vsock.connect(ADDRESS, SOON);
    VsockConnection accepted = server.accept(SOON);
    var writer =
        Worker.virtual(() -> {
          client.outputStream().write(new byte[5000]);
          return null;
        });
    writer.blocked();
    accepted.close();
    assertThat(writer.failure()).isInstanceOf(SocketException.class).hasMessageContaining("EPIPE");
  }

  @Test
  void whatIsClosedIsForgotten() throws Exception {
    Poller poller = Poller.start(kernel);
    try {
      WeakReference<PolledSocket> closed = closedSocket(poller);
      for (int i = 0; i < 100 && closed.get() != null; i++) {
        System.gc();
        Thread.sleep(10);
      }
      assertThat(closed.get()).isNull();
    } finally {
      poller.stop();
    }
  }

  private WeakReference<PolledSocket> closedSocket(Poller poller) throws IOException {
    PolledSocket socket = new PolledSocket(poller, kernel.socket(VsockFamily.AF_VSOCK));
    poller.register(socket);
    socket.close();
    return new WeakReference<>(socket);
  }

  @Test
  void shuttingDownWhatIsGoneIsFine() throws Exception {
    VsockConnection client = vsock.connect(ADDRESS, SOON);
    fail("shutdown", Errno.ENOTCONN, 1);
    client.shutdownOutput();
    fail("shutdown", Errno.EINVAL, 1);
    assertThatThrownBy(client::shutdownOutput).isInstanceOf(SocketException.class);
  }

  @Test
  void aBrokenPollerLeavesNobodyWaiting() throws Exception {
    VsockConnection client = vsock.connect(ADDRESS, SOON);
    var reader = Worker.virtual(() -> client.inputStream().read()).blocked();
    var acceptor = Worker.virtual(() -> callableAccepts(2)).blocked();
    fail("epoll_wait", Errno.EBADF, Integer.MAX_VALUE);
    kernel.stir();
    assertThat(reader.failure()).isInstanceOf(AsynchronousCloseException.class);
    assertThat(acceptor.failure()).isInstanceOf(AsynchronousCloseException.class);
    assertThatThrownBy(() -> vsock.connect(ADDRESS, SOON))
        .isInstanceOf(ClosedChannelException.class);
  }

  private Void callableAccepts(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      server.accept();
    }
    return null;
  }

  @Test
  void asksForTheCid() throws Exception {
    assertThat(vsock.localCid()).isEqualTo(42);
    fail("open", Errno.ENOENT, 1);
    assertThatThrownBy(vsock::localCid)
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("/dev/vsock");
    fail("open", Errno.EACCES, 1);
    assertThatThrownBy(vsock::localCid).isInstanceOf(AccessDeniedException.class);
    fail("open", Errno.EMFILE, 1);
    assertThatThrownBy(vsock::localCid).isInstanceOf(DescriptorsExhaustedException.class);
    fail("ioctl", Errno.EINVAL, 1);
    assertThatThrownBy(vsock::localCid).isInstanceOf(SocketException.class);
  }
}
