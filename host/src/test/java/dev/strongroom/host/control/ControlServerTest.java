// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.host.metrics.HostFigures;
import dev.strongroom.host.wire.UnixListener;
import dev.strongroom.host.wire.UnixWire;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A control server on a real socket, and enclaves that behave and that don't.
@Timeout(20)
class ControlServerTest {
  private static final int PORT = 7000;
  private static final String FIGURES =
      """
      {"figures":{"requests":7,"requestsFailed":1,"requestsInFlight":2,"logLinesDropped":0,\
      "heapBytes":9,"uptimeMillis":1}}
      """;

  @TempDir private Path folder = Path.of("");
  private final AtomicLong now = new AtomicLong();
  private final List<ControlLine> heard = new CopyOnWriteArrayList<>();
  private ControlServer control = new ControlServer(now::get, heard::add);
  private UnixListener listener;

  @BeforeEach
  void listen() throws IOException {
    control = new ControlServer(now::get, heard::add);
    listener = new UnixWire(folder).listen(PORT, control);
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
  }

  private SocketChannel dial() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("host-" + PORT)));
  }

  private static void send(SocketChannel enclave, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
    while (bytes.hasRemaining()) {
      enclave.write(bytes);
    }
  }

  private static String state(String state) {
    return "{\"state\":\""
        + state
        + "\",\"device\":\"d\",\"simulated\":true,\"rootSecret\":\"r\"}\n";
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 1500 && !condition.getAsBoolean(); i++) {
      Thread.sleep(10);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  private static void assertClosed(SocketChannel enclave) throws IOException {
    assertThat(enclave.read(ByteBuffer.allocate(1))).isEqualTo(-1);
  }

  @Test
  void hearsLinesInOrderHoweverTheyAreCut() throws Exception {
    assertThat(control.status().words()).isEqualTo("not connected");
    try (SocketChannel enclave = dial()) {
      String all = state("starting") + FIGURES + state("ready");
      for (int i = 0; i < all.length(); i += 7) {
        send(enclave, all.substring(i, Math.min(i + 7, all.length())));
      }
      await(() -> heard.size() == 3);
      assertThat(heard.get(1)).isInstanceOf(FiguresLine.class);
      assertThat(control.status().ready()).isTrue();
      assertThat(control.status().figures().orElseThrow().requests()).isEqualTo(7);
    }
    await(() -> !control.status().connected());
    assertThat(control.status().ready()).isFalse();
    assertThat(control.status().state()).isEmpty();
  }

  private static String counts(String service) {
    return FIGURES.replace(
        "\"uptimeMillis\":1", "\"uptimeMillis\":1,\"service\":[" + service + "]");
  }

  private static String count(String labels, long value) {
    return "{\"name\":\"requests\",\"grows\":true,\"labels\":{"
        + labels
        + "},\"value\":"
        + value
        + "}";
  }

  @Test
  void remembersWhatTheServiceCountsAsLongAsTheConnection() throws Exception {
    try (SocketChannel enclave = dial()) {
      send(enclave, counts(count("\"model\":\"a\"", 1) + "," + count("\"model\":\"b\"", 2)));
      send(enclave, counts(count("\"model\":\"b\"", 3)));
      await(() -> heard.size() == 2);
      assertThat(control.service().stream().map(ServiceFigure::value)).containsExactly(1L, 3L);
      assertThat(HostFigures.service(control))
          .anySatisfy(one -> {
            assertThat(one.name()).isEqualTo("strongroom_service_requests");
            assertThat(one.labels()).containsEntry("model", "b");
            assertThat(one.value().getAsLong()).isEqualTo(3);
          });
    }
    await(() -> control.service().isEmpty());
  }

  @Test
  void closesWhenFiguresChangeTheirKind() throws Exception {
    try (SocketChannel enclave = dial()) {
      send(enclave, counts(count("\"model\":\"a\"", 1)));
      send(enclave, counts(count("\"other\":\"a\"", 1)));
      assertClosed(enclave);
    }
    assertThat(control.incidents(ControlIncident.MALFORMED_LINE)).isEqualTo(1);
  }

  @Test
  void passesOverFiguresThatAreTooMany() throws Exception {
    try (SocketChannel enclave = dial()) {
      for (int line = 0; line < 41; line++) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 100; i++) {
          all.append(i == 0 ? "" : ",").append(count("\"model\":\"" + line + "/" + i + "\"", 1));
        }
        send(enclave, counts(all.toString()));
      }
      send(enclave, counts(count("\"model\":\"0/0\"", 7)));
      await(() -> heard.size() == 42);
      assertThat(control.status().connected()).isTrue();
      assertThat(control.service()).hasSize(4096);
      assertThat(control.service().getFirst().value()).isEqualTo(7);
    }
    assertThat(control.incidents(ControlIncident.MALFORMED_LINE)).isZero();
  }

  @Test
  void isNotLiveAfterTenSecondsOfSilence() throws Exception {
    try (SocketChannel enclave = dial()) {
      send(enclave, state("ready"));
      await(() -> control.status().ready());
      now.addAndGet(Duration.ofSeconds(10).toNanos());
      assertThat(control.status().live()).isTrue();
      now.addAndGet(1);
      assertThat(control.status().live()).isFalse();
      assertThat(control.status().ready()).isFalse();
      assertThat(control.status().words()).isEqualTo("no word for 10 s");
      send(enclave, FIGURES);
      await(() -> control.status().ready());
    }
  }

  @Test
  void aNewerConnectionReplacesAnOlder() throws Exception {
    try (SocketChannel older = dial()) {
      send(older, state("ready"));
      await(() -> control.status().ready());
      try (SocketChannel newer = dial()) {
        send(newer, state("starting"));
        assertClosed(older);
        await(() -> heard.size() == 2);
        assertThat(control.status().ready()).isFalse();
        assertThat(control.incidents(ControlIncident.REPLACED)).isEqualTo(1);
        assertThat(control.requestStop()).isTrue();
        ByteBuffer got = ByteBuffer.allocate(14);
        while (got.hasRemaining() && newer.read(got) >= 0) {
          // Until the whole line is there.
        }
        assertThat(new String(got.array(), UTF_8)).isEqualTo("{\"stop\":true}\n");
      }
    }
  }

  @Test
  void closesOnWhatIsMalformedAndNamesIt() throws Exception {
    refused("{\"state\":\"flying\"}\n", ControlIncident.MALFORMED_LINE);
    refused("\n", ControlIncident.MALFORMED_LINE);
    refused("x".repeat(65_537), ControlIncident.LINE_TOO_LONG);
    refused("x".repeat(65_536) + "\n", ControlIncident.MALFORMED_LINE);
    try (SocketChannel enclave = dial()) {
      enclave.write(ByteBuffer.wrap(new byte[] {'"', (byte) 0xc0, (byte) 0x80, '"', '\n'}));
      assertClosed(enclave);
    }
    assertThat(control.incidents(ControlIncident.NOT_UTF8)).isEqualTo(1);
    assertThat(heard).isEmpty();
  }

  private void refused(String text, ControlIncident incident) throws Exception {
    long before = control.incidents(incident);
    try (SocketChannel enclave = dial()) {
      send(enclave, text);
      assertClosed(enclave);
    }
    assertThat(control.incidents(incident)).isEqualTo(before + 1);
    await(() -> !control.status().connected());
  }

  @Test
  void waitsForTheNextEnclaveOnly() throws Exception {
    try (SocketChannel older = dial()) {
      send(older, state("ready"));
      await(() -> control.status().ready());
      CompletableFuture<StateLine> expected =
          control.expect(EnumSet.of(EnclaveState.READY, EnclaveState.FAILED));
      assertClosed(older);
      assertThat(control.status().connected()).isFalse();
      try (SocketChannel newer = dial()) {
        send(newer, state("starting"));
        await(() -> heard.size() == 2);
        assertThat(expected).isNotDone();
        send(newer, state("ready"));
        assertThat(expected.get(10, TimeUnit.SECONDS).state()).isEqualTo(EnclaveState.READY);
      }
    }
  }

  @Test
  void hasNobodyToStopIfNobodyIsConnected() {
    assertThat(control.requestStop()).isFalse();
  }
}
