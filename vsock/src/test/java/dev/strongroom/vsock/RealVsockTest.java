// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.strongroom.vsock.linux.NativeSystemCalls;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What can be tried of AF_VSOCK itself without a peer. It connects to nobody: CID 2 could be a
/// real hypervisor.
class RealVsockTest {
  private long before;
  private Vsock vsock;

  @BeforeEach
  void open() throws IOException {
    before = OpenDescriptors.count();
    vsock = Vsock.open();
    try {
      vsock.listen(VsockAddress.any(VsockAddress.PORT_ANY)).close();
    } catch (java.net.SocketException e) {
      vsock.close();
      abort("no vsocks here: " + e.getMessage());
    }
  }

  @AfterEach
  void nothingStaysOpen() {
    vsock.close();
    assertThat(OpenDescriptors.count()).isEqualTo(before);
  }

  @Test
  void listens() throws Exception {
    VsockServer server = vsock.listen(VsockAddress.any(VsockAddress.PORT_ANY));
    assertThat(server.address().cid()).isEqualTo(VsockAddress.CID_ANY);
    assertThat(Integer.toUnsignedLong(server.address().port())).isGreaterThan(1023);
    assertThatThrownBy(() -> vsock.listen(server.address()))
        .isInstanceOf(BindException.class)
        .hasMessageContaining("EADDRINUSE");
    assertThatThrownBy(() -> server.accept(Duration.ofMillis(30)))
        .isInstanceOf(SocketTimeoutException.class);
    var acceptor = Worker.virtual(server::accept).blocked();
    server.close();
    assertThat(acceptor.failure()).isInstanceOf(AsynchronousCloseException.class);
    vsock.listen(server.address()).close();
  }

  @Test
  void refusesSomebodyElsesAddress() {
    assertThatThrownBy(() -> vsock.listen(new VsockAddress(123_456_789, VsockAddress.PORT_ANY)))
        .isInstanceOf(BindException.class)
        .hasMessageContaining("EADDRNOTAVAIL");
  }

  @Test
  void knowsItsCid() throws Exception {
    if (!Files.isReadable(Path.of("/dev/vsock"))) {
      abort("no readable /dev/vsock here");
    }
    int cid = vsock.localCid();
    assertThat(cid).isNotIn(VsockAddress.CID_ANY, VsockAddress.CID_HYPERVISOR);
    VsockServer server = vsock.listen(new VsockAddress(cid, VsockAddress.PORT_ANY));
    assertThat(server.address().cid()).isEqualTo(cid);
  }

  @Test
  void acceptsTheConnectTimeout() {
    NativeSystemCalls calls = NativeSystemCalls.create();
    int fd = calls.socket(VsockFamily.AF_VSOCK);
    try {
      for (Duration timeout :
          new Duration[] {Duration.ofNanos(1), Duration.ofDays(1), Duration.ofSeconds(1L << 40)}) {
        assertThat(new VsockFamily().prepareConnect(calls, fd, timeout)).isEqualTo(0);
      }
    } finally {
      calls.close(fd);
    }
  }
}
