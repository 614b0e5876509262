// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.host.control.ControlStatus;
import dev.strongroom.host.control.EnclaveState;
import dev.strongroom.host.control.StateLine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Metrics and health over HTTP.
@Timeout(30)
class MetricsServerTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final AtomicBoolean up = new AtomicBoolean(true);
  private final AtomicLong counted = new AtomicLong();
  private final AtomicReference<ControlStatus> status =
      new AtomicReference<>(state(EnclaveState.READY, Duration.ZERO));
  private MetricsServer server;

  @BeforeEach
  void start() throws IOException {
    List<Figure> figures =
        List.of(
            Figure.counter("some_requests", "Requests \\ seen.", counted::get),
            new Figure("some_bytes", "Bytes.", Figure.Kind.COUNTER, Map.of("way", "in"), () -> 1),
            new Figure("some_bytes", "Bytes.", Figure.Kind.COUNTER, Map.of("way", "out"), () -> 2),
            Figure.gauge("some_open", "Open.", () -> -3));
    server = MetricsServer.start(ANY_PORT, figures, up::get, status::get);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static ControlStatus state(EnclaveState state, Duration silence) {
    StateLine line =
        new StateLine(
            state,
            "d",
            true,
            "r",
            Optional.of("2 more shares"),
            Optional.of("no root secret"),
            Optional.empty(),
            new TreeMap<>(),
            Optional.empty());
    return new ControlStatus(true, silence, Optional.of(line), Optional.empty());
  }

  private Asked ask(String method, String path) throws IOException {
    return Asked.of(server.address(), method, path);
  }

  private void expect(String path, int code, String body) throws Exception {
    Asked answer = ask("GET", path);
    assertThat(answer.status()).as(path + " " + body).isEqualTo(code);
    assertThat(answer.body()).isEqualTo(body + "\n");
  }

  @Test
  void showsFiguresAsTheyAreNow() throws Exception {
    assertThat(ask("GET", "/metrics").body()).contains("some_requests_total 0.0\n");
    counted.set(12);
    Asked answer = ask("GET", "/metrics");
    assertThat(answer.type()).isEqualTo(Exposition.CONTENT_TYPE);
    assertThat(answer.body())
        .contains(
            "# HELP some_requests_total Requests \\\\ seen.\n",
            "# TYPE some_requests_total counter\n",
            "some_requests_total 12.0\n",
            "some_bytes_total{way=\"in\"} 1.0\n",
            "some_bytes_total{way=\"out\"} 2.0\n",
            "some_open -3.0\n");
  }

  @Test
  void showsFiguresThatComeAndGo() throws Exception {
    AtomicReference<List<Figure>> now = new AtomicReference<>(List.of());
    try (MetricsServer changing = MetricsServer.start(ANY_PORT, now::get, up::get, status::get)) {
      assertThat(Asked.of(changing.address(), "GET", "/metrics").body()).isEmpty();
      now.set(
          List.of(new Figure("x", "X.", Figure.Kind.GAUGE, Map.of("model", "a\"b\\c"), () -> 4)));
      assertThat(Asked.of(changing.address(), "GET", "/metrics").body())
          .contains("x{model=\"a\\\"b\\\\c\"} 4.0\n");
    }
  }

  @Test
  void saysInPlainWordsHowTheEnclaveIs() throws Exception {
    expect("/health/live", 200, "live");
    expect("/health/ready", 200, "ready");
    status.set(state(EnclaveState.WAITING, Duration.ZERO));
    expect("/health/live", 200, "live");
    expect("/health/ready", 503, "waiting for 2 more shares");
    status.set(state(EnclaveState.FAILED, Duration.ZERO));
    expect("/health/ready", 503, "failed: no root secret");
    status.set(state(EnclaveState.READY, Duration.ofSeconds(11)));
    expect("/health/live", 503, "no word for 11 s");
    expect("/health/ready", 503, "no word for 11 s");
    status.set(new ControlStatus(false, Duration.ZERO, Optional.empty(), Optional.empty()));
    expect("/health/live", 503, "not connected");
    expect("/health/ready", 503, "not connected");
    status.set(state(EnclaveState.READY, Duration.ZERO));
    up.set(false);
    expect("/health/live", 503, "the enclave isn't up");
    expect("/health/ready", 503, "the enclave isn't up");
  }

  @Test
  void answersNothingElse() throws Exception {
    assertThat(ask("GET", "/").status()).isEqualTo(404);
    assertThat(ask("GET", "/metrics/x").status()).isEqualTo(404);
    assertThat(ask("POST", "/metrics").status()).isEqualTo(405);
    Asked head = ask("HEAD", "/health/ready");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }

  @Test
  void listensOnTheLoopbackOnly() {
    assertThatThrownBy(() ->
            MetricsServer.start(
                new InetSocketAddress("0.0.0.0", 0), List.of(), up::get, status::get))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
