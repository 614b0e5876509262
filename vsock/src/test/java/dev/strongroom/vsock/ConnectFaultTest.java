// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How connecting and listening can end.
class ConnectFaultTest extends FakeKernelTest {
  @ParameterizedTest
  @EnumSource(names = {"AT_ONCE", "LATER", "AFTER_FALSE_ALARM"})
  void connects(FakeSocket.Connecting plan) throws Exception {
    kernel.plan(PORT, plan);
    VsockConnection client = vsock.connect(ADDRESS, SOON);
    client.outputStream().write(5);
    assertThat(server.accept(SOON).inputStream().read()).isEqualTo(5);
  }

  @Test
  void isRefusedLater() {
    kernel.plan(PORT, FakeSocket.Connecting.REFUSED);
    assertThatThrownBy(() -> vsock.connect(ADDRESS, SOON))
        .isInstanceOf(ConnectException.class)
        .hasMessage("connect vsock:1:5000: refused, ECONNREFUSED (111)");
    assertThatThrownBy(() -> vsock.connect(new VsockAddress(1, 1), SOON))
        .as("a vsock's way to refuse")
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("ECONNRESET");
  }

  @Test
  void getsNoAnswer() {
    int before = kernel.openDescriptors();
    kernel.plan(PORT, FakeSocket.Connecting.TIMED_OUT);
    assertThatThrownBy(() -> vsock.connect(ADDRESS, SOON))
        .isInstanceOf(SocketTimeoutException.class);
    kernel.plan(PORT, FakeSocket.Connecting.NEVER);
    assertThatThrownBy(() -> vsock.connect(ADDRESS, Duration.ofMillis(30)))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("connect vsock:1:5000: no answer within PT0.03S");
    assertThat(kernel.openDescriptors()).isEqualTo(before);
    assertThatThrownBy(() -> vsock.connect(ADDRESS, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void connectingEndsByCloseOrInterrupt(boolean close) throws Exception {
    kernel.plan(PORT, FakeSocket.Connecting.NEVER);
    var connecting = Worker.virtual(() -> vsock.connect(ADDRESS, SOON)).blocked();
    if (close) {
      vsock.close();
    } else {
      connecting.thread().interrupt();
    }
    assertThat(connecting.failure()).isInstanceOf(ClosedChannelException.class);
  }

  @ParameterizedTest
  @CsvSource({"19,connect", "101,connect", "113,connect", "99,connect"})
  void hasNoWay(int errno, String call) {
    fail(call, errno, 1);
    assertThatThrownBy(() -> vsock.connect(ADDRESS, SOON))
        .isInstanceOf(NoRouteToHostException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "socket,97",
    "socket,24",
    "setsockopt,22",
    "connect,22",
    "epoll_ctl,12",
    "getpeername,22"
  })
  void connectLeavesNothingBehind(String call, int errno) {
    kernel.plan(PORT, FakeSocket.Connecting.LATER);
    int before = kernel.openDescriptors();
    fail(call, errno, 1);
    assertThatThrownBy(() -> vsock.connect(ADDRESS, SOON))
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("(" + errno + ")");
    assertThat(kernel.openDescriptors()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({
    "socket,97",
    "bind,13",
    "bind,98",
    "bind,22",
    "listen,98",
    "getsockname,12",
    "epoll_ctl,28"
  })
  void listenLeavesNothingBehind(String call, int errno) {
    int before = kernel.openDescriptors();
    fail(call, errno, 1);
    assertThatThrownBy(() -> vsock.listen(VsockAddress.any(6000)))
        .isInstanceOf(errno == 13 || errno == 98 ? BindException.class : SocketException.class)
        .hasMessageContaining("(" + errno + ")");
    assertThat(kernel.openDescriptors()).isEqualTo(before);
  }
}
