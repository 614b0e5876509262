// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.control.EnclaveState.Phase;
import dev.strongroom.enclave.runtime.figures.FigureLabel;
import dev.strongroom.enclave.runtime.figures.ServiceFigures;
import dev.strongroom.enclave.runtime.wire.Link;
import dev.strongroom.enclave.runtime.wire.UnixWire;
import dev.strongroom.enclave.runtime.wire.Wire;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The enclave's side against a host that comes late, goes away and comes back.
@Timeout(30)
class ControlTest {
  private static final EnclaveState STATE =
      new EnclaveState(
          Phase.STARTING,
          "a device",
          true,
          "a source",
          Optional.empty(),
          Optional.empty(),
          new TreeMap<>(),
          Optional.empty());

  @TempDir private Path folder = Path.of("");
  private final CountDownLatch stopped = new CountDownLatch(1);

  private Control control() {
    return new Control(new UnixWire(folder), new Figures(), stopped::countDown);
  }

  private ServerSocketChannel host() throws IOException {
    Path socket = folder.resolve("host-" + Wire.CONTROL);
    Files.deleteIfExists(socket);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    return server.bind(UnixDomainSocketAddress.of(socket));
  }

  private static BufferedReader lines(SocketChannel channel) {
    return new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
  }

  /// The next line that isn't figures.
  private static String next(BufferedReader in) throws IOException {
    String line = in.readLine();
    while (line != null && line.startsWith("{\"figures\"")) {
      line = in.readLine();
    }
    return String.valueOf(line);
  }

  @Test
  void saysItsStateAgainToAHostThatComesBack() throws Exception {
    try (Control control = control()) {
      control.state(STATE);
      try (ServerSocketChannel host = host()) {
        try (SocketChannel first = host.accept()) {
          assertThat(next(lines(first))).contains("\"state\":\"starting\"");
        }
        control.state(STATE.identifiedBy(Bytes.zeros(32)).in(Phase.READY));
        try (SocketChannel second = host.accept()) {
          assertThat(next(lines(second)))
              .contains("\"state\":\"ready\"", "\"identityKey\":\"" + "00".repeat(32));
        }
      }
    }
  }

  @Test
  void showsThatItIsAlive() throws Exception {
    try (ServerSocketChannel host = host();
        Control control = control();
        SocketChannel channel = host.accept()) {
      control.line("{\"log\":{}}");
      BufferedReader in = lines(channel);
      int figures = 0;
      int logs = 0;
      while (figures < 2) {
        String line = in.readLine();
        figures += line.startsWith("{\"figures\":{\"requests\":0,") ? 1 : 0;
        logs += line.equals("{\"log\":{}}") ? 1 : 0;
      }
      assertThat(logs).isEqualTo(1);
    }
  }

  @Test
  void sendsWhatTheServiceCounts() throws Exception {
    ServiceFigures service = new ServiceFigures();
    service.counter("requests", 1, new FigureLabel("model", Set.of("tiny"))).add("tiny");
    try (ServerSocketChannel host = host();
        Control control = control()) {
      control.service(service);
      // Said anew to a host that comes back.
      for (int i = 0; i < 2; i++) {
        try (SocketChannel channel = host.accept()) {
          BufferedReader in = lines(channel);
          String line = in.readLine();
          while (!line.contains("service")) {
            line = in.readLine();
          }
          assertThat(line)
              .contains(
                  "\"service\":[{\"name\":\"requests\",\"grows\":true,"
                      + "\"labels\":{\"model\":\"tiny\"},\"value\":1}]");
        }
      }
    }
  }

  @Test
  void staysAliveWhenAFigureOfTheServiceFails() throws Exception {
    ServiceFigures service = new ServiceFigures();
    service.gauge(
        "broken",
        () -> {
          throw new IllegalStateException("a secret");
        });
    try (ServerSocketChannel host = host();
        Control control = control()) {
      control.service(service);
      try (SocketChannel channel = host.accept()) {
        BufferedReader in = lines(channel);
        String line = in.readLine();
        while (!line.contains("service")) {
          line = in.readLine();
        }
        assertThat(line).contains("\"figures_missing\"").doesNotContain("broken", "secret");
        assertThat(in.readLine()).startsWith("{\"figures\"");
      }
    }
  }

  /// Not only of connections that break off.
  @Test
  void connectsAgainWhateverWentWrong() throws Exception {
    UnixWire real = new UnixWire(folder);
    AtomicInteger dialled = new AtomicInteger();
    Wire wire =
        new Wire() {
          @Override
          public Link dial(int port) throws IOException {
            if (dialled.getAndIncrement() == 0) {
              throw new IllegalStateException("a test");
            }
            return real.dial(port);
          }

          @Override
          public Listener listen(int port) throws IOException {
            return real.listen(port);
          }

          @Override
          public String name() {
            return real.name();
          }
        };
    try (ServerSocketChannel host = host();
        Control control = new Control(wire, new Figures(), stopped::countDown)) {
      control.state(STATE);
      try (SocketChannel channel = host.accept()) {
        assertThat(next(lines(channel))).contains("\"state\":\"starting\"");
      }
    }
    assertThat(dialled.get()).isGreaterThan(1);
  }

  @Test
  void stopsWhenAskedAndOnlyThen() throws Exception {
    try (ServerSocketChannel host = host();
        Control control = control();
        SocketChannel channel = host.accept()) {
      control.state(STATE);
      channel.write(
          ByteBuffer.wrap("{\"stop\":false}\nnonsense\n".getBytes(StandardCharsets.UTF_8)));
      assertThat(stopped.await(200, TimeUnit.MILLISECONDS)).isFalse();
      channel.write(ByteBuffer.wrap("{\"stop\":true}\n".getBytes(StandardCharsets.UTF_8)));
      assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void hangsUpOnAnEndlessCommand() throws Exception {
    try (ServerSocketChannel host = host();
        Control control = control();
        SocketChannel channel = host.accept()) {
      control.state(STATE);
      channel.write(ByteBuffer.wrap(new byte[100]));
      BufferedReader in = lines(channel);
      try {
        while (in.readLine() != null) {
          // Until the enclave hangs up.
        }
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("reset");
      }
      host.accept().close();
    }
  }

  @Test
  void sendsWhatWaitsBeforeItEnds() throws Exception {
    try (ServerSocketChannel host = host()) {
      Control control = control();
      try (SocketChannel channel = host.accept()) {
        for (int i = 0; i < 100; i++) {
          control.line("line " + i);
        }
        control.state(STATE.in(Phase.STOPPING));
        control.close();
        List<String> seen = new ArrayList<>();
        BufferedReader in = lines(channel);
        for (String line; (line = in.readLine()) != null; ) {
          seen.add(line);
        }
        assertThat(seen).contains("line 0", "line 99").anyMatch(s -> s.contains("stopping"));
      }
    }
  }

  @Test
  void dropsWhatNobodyTakesAndCountsIt() throws Exception {
    try (Control control = control()) {
      for (int i = 0; i < 5000; i++) {
        control.line("x");
      }
      try (ServerSocketChannel host = host();
          SocketChannel channel = host.accept()) {
        BufferedReader in = lines(channel);
        String line = in.readLine();
        while (!line.startsWith("{\"figures\"")) {
          line = in.readLine();
        }
        assertThat(line).contains("\"logLinesDropped\":3976");
      }
    }
  }
}
