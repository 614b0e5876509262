// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.host.control.ControlLine;
import dev.strongroom.host.control.StateLine;
import dev.strongroom.host.launch.FakeEnclaves;
import dev.strongroom.host.launch.LaunchException;
import dev.strongroom.host.metrics.Asked;
import dev.strongroom.host.metrics.Figure;
import dev.strongroom.host.wire.UnixWire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A whole host around a process that stands for an enclave.
@Timeout(60)
class HostTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @TempDir private Path wire = Path.of("");
  private final List<ControlLine> heard = new CopyOnWriteArrayList<>();
  private final List<String> order = new CopyOnWriteArrayList<>();

  private HostSettings settings(String behaviour) {
    return new HostSettings(
        new UnixWire(wire)::listen,
        FakeEnclaves.launcher(wire, behaviour),
        FakeEnclaves.HURRIED,
        List.of(
            WireService.at(
                7001,
                link -> link.input().transferTo(link.output()),
                List.of(Figure.counter("strongroom_storage_tried", "Tried.", () -> 5))),
            _ -> new WireService.Started(() -> order.add("closed"), List.of())),
        ANY_PORT,
        Optional.of(ANY_PORT),
        heard::add);
  }

  private static String ask(Host host, String path) throws IOException {
    return Asked.of(host.metricsAddress().orElseThrow(), "GET", path).body();
  }

  @Test
  void putsAllPartsTogetherAndTakesThemApart() throws Exception {
    Host host = Host.start(settings("well"));
    assertThat(host.status().ready()).isTrue();
    assertThat(heard).hasSize(1).first().isInstanceOf(StateLine.class);
    assertThat(wire.resolve("host-7001")).exists();
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), host.address().getPort())) {
      client.getOutputStream().write(new byte[10]);
      assertThat(client.getInputStream().readNBytes(10)).hasSize(10);
    }
    assertThat(ask(host, "/health/ready")).isEqualTo("ready\n");
    assertThat(ask(host, "/metrics"))
        .contains(
            "strongroom_enclave_up 1.0\n",
            "strongroom_enclave_ready 1.0\n",
            "strongroom_enclave_restarts_total 0.0\n",
            "strongroom_enclave_reported_requests_total 0.0\n",
            "strongroom_forwarder_connections_total 1.0\n",
            "strongroom_forwarder_bytes_total{direction=\"in\"} 10.0\n",
            "strongroom_control_incidents_total{incident=\"malformed-line\"} 0.0\n",
            "strongroom_storage_tried_total 5.0\n");
    assertThat(order).isEmpty();
    host.close();
    host.close();
    assertThat(order).containsExactly("closed");
    assertThat(host.enclave().current().ended().get()).isEqualTo("status 42");
    assertNothingLeft();
  }

  @Test
  void leavesNothingOpenWhenTheEnclaveDoesNotStart() throws Exception {
    assertThatThrownBy(() -> Host.start(settings("failing")))
        .isInstanceOf(LaunchException.class)
        .hasMessage("the enclave failed: no root secret");
    assertThat(order).containsExactly("closed");
    assertNothingLeft();
  }

  private void assertNothingLeft() throws IOException {
    try (Stream<Path> files = Files.list(wire)) {
      assertThat(files).isEmpty();
    }
  }
}
