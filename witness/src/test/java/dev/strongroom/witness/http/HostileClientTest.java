// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.ledger.witness.WitnessClient;
import dev.strongroom.witness.TestLog;
import dev.strongroom.witness.TestWitness;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What clients try who want a witness to fall over.
class HostileClientTest {
  private static final TestLog LOG = TestLog.of("log.example/a");
  private static final Instant NOW = Instant.parse("2026-05-01T08:00:00Z");

  @TempDir private Path folder = Path.of("");
  private TestWitness witness;
  private WitnessServer server;

  @BeforeEach
  void start() throws Exception {
    witness = TestWitness.open(folder, "w.example", () -> NOW, LOG);
    server =
        WitnessServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), witness.witness);
  }

  @AfterEach
  void stop() {
    server.close();
    witness.close();
  }

  private static String good(long from, long to) {
    return LOG.request(from, to).encoded();
  }

  private void stillCosigns(long from, long to) throws IOException {
    try (RawHttp http = new RawHttp(server.address())) {
      assertThat(http.post(WitnessClient.PATH, good(from, to)).status()).isEqualTo(200);
    }
  }

  @Test
  void readsNoHugeBodies() throws Exception {
    try (RawHttp http = new RawHttp(server.address())) {
      http.send(
          "POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: 9000000000\r\n\r\nold 0");
      assertThat(http.answer(false).status()).isEqualTo(413);
      assertThat(http.isClosedByServer()).isTrue();
    }
    try (RawHttp http = new RawHttp(server.address())) {
      http.send("POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nTransfer-Encoding: chunked\r\n\r\n");
      String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
      http.send(chunk + chunk + "1\r\nx\r\n");
      assertThat(http.answer(false).status()).isEqualTo(413);
      assertThat(http.isClosedByServer()).isTrue();
    }
    // The largest that is read, and is no request.
    try (RawHttp http = new RawHttp(server.address())) {
      String most = good(0, 3) + "x".repeat(WitnessServer.MAX_BODY - good(0, 3).length() - 4);
      assertThat(http.post(WitnessClient.PATH, most).status()).isEqualTo(400);
      assertThat(http.post(WitnessClient.PATH, good(0, 3)).status()).isEqualTo(200);
    }
  }

  @Test
  void cutsOffWhoIsSlow() throws Exception {
    List<RawHttp> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        RawHttp http = new RawHttp(server.address());
        slow.add(http);
        http.send(
            switch (i % 3) {
              case 0 -> "POST /add-che";
              case 1 -> "POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nX-";
              default ->
                  "POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: 900\r\n\r\nold 0";
            });
      }
      stillCosigns(0, 3);
      for (RawHttp http : slow) {
        assertThat(http.isClosedByServer()).isTrue();
      }
      stillCosigns(3, 4);
    } finally {
      for (RawHttp http : slow) {
        http.close();
      }
    }
  }

  @Test
  void outlivesNonsense() throws Exception {
    List<String> nonsense =
        List.of(
            "\r\n\r\n\r\n",
            "\u0000\u0001\u0002\r\n\r\n",
            "GET\r\n\r\n",
            "GET /\r\n\r\n",
            "GET // HTTP/1.1\r\n\r\n",
            "GET %%% HTTP/1.1\r\nHost: w\r\n\r\n",
            "GET http://[/ HTTP/1.1\r\nHost: w\r\n\r\n",
            "GET / HTTP/1.1\r\n" + "A: b\r\n".repeat(1000) + "\r\n",
            "GET / HTTP/1.1\r\nA: " + "b".repeat(100_000) + "\r\n\r\n",
            "POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: -1\r\n\r\n",
            "POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: x\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            "POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
            "BREW * HTTP/1.1\r\nHost: w\r\n\r\n");
    for (String request : nonsense) {
      try (RawHttp http = new RawHttp(server.address())) {
        http.send(request);
        http.send("GET /none HTTP/1.1\r\nHost: w\r\nConnection: close\r\n\r\n");
        assertThat(http.isClosedByServer()).as(request).isTrue();
      } catch (IOException e) {
        assertThat(e).as("it had closed already").isNotNull();
      }
    }
    stillCosigns(0, 3);
  }

  @Test
  void keyHeadersOfOthersChangeNothing() throws Exception {
    TestLog thief = TestLog.of(LOG.origin());
    for (String key : List.of(thief.key().text(), "", "x", "a+b+c", "x".repeat(20_000))) {
      String body = thief.request(0, 1).encoded();
      try (RawHttp http = new RawHttp(server.address())) {
        http.send(
            "POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nStrongroom-Log-Key: "
                + key
                + "\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length
                + "\r\n\r\n"
                + body);
        assertThat(http.answer(false).status()).isEqualTo(403);
      }
    }
    stillCosigns(0, 1);
  }
}
