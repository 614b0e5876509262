// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.host.forward.ByteStream;
import dev.strongroom.host.forward.TcpForwarder;
import dev.strongroom.vsock.Vsock;
import dev.strongroom.vsock.VsockAddress;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// The host's end of the wire over real vsocks, where there is the loopback transport:
/// `vsock/test-on-uml`. There both ends have CID 1.
@Timeout(60)
@EnabledIfSystemProperty(named = "strongroom.vsock.loopback", matches = "true")
class VsockListenerTest {
  private static final LinkServer ECHO =
      link -> {
        link.input().transferTo(link.output());
        link.endOutput();
        link.input().read();
      };

  private @Nullable Vsock opened;

  @BeforeEach
  void open() throws IOException {
    opened = Vsock.open();
  }

  @AfterEach
  void close() {
    vsock().close();
  }

  private Vsock vsock() {
    if (opened == null) {
      throw new IllegalStateException();
    }
    return opened;
  }

  private VsockWire wire(int cid) {
    return new VsockWire(vsock(), cid);
  }

  private VsockWire wire() {
    return wire(VsockAddress.CID_LOCAL);
  }

  @Test
  void servesTheEnclave() throws Exception {
    try (VsockListener listener = wire().listen(Port.STORAGE, ECHO);
        Link first = wire().dial(Port.STORAGE);
        Link second = wire().dial(Port.STORAGE)) {
      for (Link link : new Link[] {first, second}) {
        link.output().write(new byte[] {1, 2, 3});
        link.endOutput();
        assertThat(link.input().readAllBytes()).containsExactly(1, 2, 3);
      }
      assertThat(listener.strangers()).isZero();
    }
  }

  @Test
  void refusesOtherMachines() throws Exception {
    try (VsockListener listener =
            wire(16)
                .listen(
                    Port.CONTROL,
                    _ -> {
                      throw new AssertionError("a stranger was served");
                    });
        Link stranger = wire().dial(Port.CONTROL)) {
      assertThat(stranger.input().read()).isEqualTo(-1);
      assertThat(listener.strangers()).isEqualTo(1);
    }
  }

  @Test
  void onePortHasOneServer() throws Exception {
    try (VsockListener _ = wire().listen(Port.EGRESS, ECHO)) {
      assertThatThrownBy(() -> wire().listen(Port.EGRESS, ECHO)).isInstanceOf(BindException.class);
    }
    assertThatThrownBy(() -> wire().dial(Port.EGRESS)).isInstanceOf(ConnectException.class);
  }

  @Test
  void closingEndsWhatIsServed() throws Exception {
    CountDownLatch served = new CountDownLatch(1);
    VsockListener listener =
        wire()
            .listen(
                Port.CONTROL,
                link -> {
                  try {
                    link.output().write(1);
                    link.input().read();
                  } finally {
                    served.countDown();
                  }
                });
    try (Link link = wire().dial(Port.CONTROL)) {
      assertThat(link.input().read()).isEqualTo(1);
      listener.close();
      assertThat(served.getCount()).isZero();
      assertThat(link.input().read()).isEqualTo(-1);
    }
  }

  @Test
  void forwardsToTheEnclave() throws Exception {
    byte[] content = new byte[8 << 20];
    new Random(1).nextBytes(content);
    try (VsockListener _ = wire().listen(Port.SERVICE, ECHO);
        TcpForwarder forwarder =
            TcpForwarder.startOver(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                () -> ByteStream.of(wire().open(Port.SERVICE)));
        Socket client =
            new Socket(forwarder.address().getAddress(), forwarder.address().getPort());
        ExecutorService writer = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> written =
          writer.submit(() -> {
            client.getOutputStream().write(content);
            client.shutdownOutput();
            return null;
          });
      byte[] back = client.getInputStream().readAllBytes();
      written.get();
      assertThat(Arrays.equals(back, content)).isTrue();
    }
  }
}
