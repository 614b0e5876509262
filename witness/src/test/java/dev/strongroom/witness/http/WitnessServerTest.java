// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.note.StrictBase64;
import dev.strongroom.ledger.witness.AddCheckpoint;
import dev.strongroom.ledger.witness.WitnessAnswer;
import dev.strongroom.ledger.witness.WitnessClient;
import dev.strongroom.ledger.witness.WitnessQuorum;
import dev.strongroom.witness.TestLog;
import dev.strongroom.witness.TestWitness;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The protocol over real connections, against the client of the ledger's library.
class WitnessServerTest {
  private static final TestLog LOG = TestLog.of("log.example/a");
  private static final Instant NOW = Instant.parse("2026-05-01T08:00:00Z");
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @TempDir private Path folder = Path.of("");
  private TestWitness witness;
  private WitnessServer server;
  private RawHttp http;

  @BeforeEach
  void start() throws Exception {
    witness = TestWitness.open(folder.resolve("one"), "one.example", () -> NOW, LOG);
    server = WitnessServer.start(ANY, witness.witness);
    http = new RawHttp(server.address());
  }

  @AfterEach
  void stop() throws Exception {
    http.close();
    server.close();
    witness.close();
  }

  private static WitnessAnswer ask(RawHttp http, TestWitness of, AddCheckpoint request)
      throws Exception {
    RawHttp.Answer answer =
        http.post(WitnessClient.PATH, String.valueOf(WitnessClient.body(request).asUtf8()));
    return new WitnessClient(of.verifierKeys())
        .read(request, answer.status(), Bytes.utf8(answer.body()));
  }

  private WitnessAnswer ask(AddCheckpoint request) throws Exception {
    return ask(http, witness, request);
  }

  @Test
  void servesALogThroughOneConnection() throws Exception {
    assertThat(ask(LOG.request(0, 5))).isInstanceOf(WitnessAnswer.Cosigned.class);
    assertThat(ask(LOG.request(0, 7))).isEqualTo(new WitnessAnswer.Behind(5));
    assertThat(ask(LOG.request(5, 7))).isInstanceOf(WitnessAnswer.Cosigned.class);
    assertThat(ask(LOG.request(5, 6))).isEqualTo(new WitnessAnswer.Ahead(7));
    assertThat(ask(LOG.forked(6).request(7, 7))).isEqualTo(new WitnessAnswer.Forked(7));
    assertThat(ask(LOG.forked(6).request(7, 8)))
        .isEqualTo(
            new WitnessAnswer.Refused(
                422, "wrong-proof: the path leads to another root at size 7"));
    assertThat(ask(TestLog.of(LOG.origin()).request(7, 8)))
        .isInstanceOfSatisfying(
            WitnessAnswer.Refused.class, refused -> assertThat(refused.status()).isEqualTo(403));
    assertThat(ask(TestLog.of("unknown.example").request(0, 1)))
        .isInstanceOfSatisfying(
            WitnessAnswer.Refused.class, refused -> assertThat(refused.status()).isEqualTo(404));
    assertThat(http.post(WitnessClient.PATH, "old 1\n").status()).isEqualTo(400);
  }

  @Test
  void answersAsTheProtocolSays() throws Exception {
    String body = String.valueOf(LOG.body(0, 5).asUtf8());
    RawHttp.Answer cosigned = http.post("/add-checkpoint", body);
    assertThat(cosigned.status()).isEqualTo(200);
    assertThat(cosigned.body().lines()).hasSize(2).allMatch(l -> l.startsWith("\u2014 one.ex"));
    RawHttp.Answer conflict = http.post("/add-checkpoint", body);
    assertThat(conflict.status()).isEqualTo(409);
    assertThat(conflict.body()).isEqualTo("5\n");
    assertThat(conflict.headers()).containsEntry("content-type", "text/x.tlog.size");
    http.send("GET /add-checkpoint HTTP/1.1\r\nHost: w\r\n\r\n");
    assertThat(http.answer(false).status()).isEqualTo(405);
    assertThat(http.post("/logs", "").status()).isEqualTo(405);
    assertThat(http.get("/none").status()).isEqualTo(404);
  }

  @Test
  void twoWitnessesMakeAQuorum() throws Exception {
    try (TestWitness other =
            TestWitness.open(folder.resolve("two"), "two.example", () -> NOW.plusSeconds(3), LOG);
        WitnessServer second = WitnessServer.start(ANY, other.witness);
        RawHttp toSecond = new RawHttp(second.address())) {
      WitnessQuorum quorum =
          WitnessQuorum.of(
              2, List.of(witness.verifierKeys().getFirst(), other.verifierKeys().getFirst()));
      // One is behind, and has to be brought up.
      assertThat(ask(LOG.request(0, 4))).isInstanceOf(WitnessAnswer.Cosigned.class);
      AddCheckpoint next = LOG.request(4, 9);
      SignedNote note = next.note().with(((WitnessAnswer.Cosigned) ask(next)).signatures());
      assertThat(quorum.evaluate(note, NOW.plusSeconds(60)).met()).isFalse();
      assertThat(ask(toSecond, other, next)).isEqualTo(new WitnessAnswer.Behind(0));
      AddCheckpoint whole = LOG.request(0, 9);
      WitnessAnswer late = ask(toSecond, other, whole);
      note = note.with(((WitnessAnswer.Cosigned) late).signatures());
      WitnessQuorum.Evaluation evaluation = quorum.evaluate(note, NOW.plusSeconds(60));
      assertThat(evaluation.met()).isTrue();
      assertThat(evaluation.existedBy()).contains(NOW.plusSeconds(3));
    }
  }

  @Test
  void saysWhoItIsAndWhatItSaw() throws Exception {
    assertThat(ask(LOG.request(0, 5))).isInstanceOf(WitnessAnswer.Cosigned.class);
    assertThat(ask(LOG.forked(2).request(5, 5))).isInstanceOf(WitnessAnswer.Forked.class);
    RawHttp.Answer about = http.get("/");
    assertThat(about.headers().get("content-type")).startsWith("text/plain");
    witness.verifierKeys().forEach(key -> assertThat(about.body()).contains(key.text()));
    RawHttp.Answer answer = http.get("/logs");
    assertThat(answer.headers())
        .containsEntry("content-type", "application/json")
        .containsEntry("access-control-allow-origin", "*");
    JsonNode logs = JsonNode.parse(answer.body());
    assertThat(logs.member("witness").text()).isEqualTo("one.example");
    assertThat(logs.member("keys").items()).hasSize(2);
    JsonNode log = logs.member("logs").items().getFirst();
    assertThat(log.member("origin").text()).isEqualTo(LOG.origin());
    assertThat(log.member("size").integer(5, 5)).isEqualTo(5);
    assertThat(log.member("root").text()).isEqualTo(StrictBase64.encode(LOG.root(5)));
    assertThat(log.member("cosigned").text()).isEqualTo(NOW.toString());
    assertThat(log.member("forks").integer(1, 1)).isEqualTo(1);
    JsonNode fork = JsonNode.parse(http.get("/forks").body()).member("forks").items().getFirst();
    assertThat(fork.member("cosigned").text()).isEqualTo(LOG.note(5).encoded());
    assertThat(fork.member("other").text()).isEqualTo(LOG.forked(2).note(5).encoded());
    assertThat(fork.member("seen").text()).isEqualTo(NOW.toString());
    http.send("HEAD /logs HTTP/1.1\r\nHost: w\r\n\r\n");
    assertThat(http.answer(true).status()).isEqualTo(200);
    assertThat(http.get("/").status()).isEqualTo(200);
  }

  @Test
  void keepsManyIdleConnections() throws Exception {
    List<RawHttp> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 300; i++) {
        RawHttp connection = new RawHttp(server.address());
        idle.add(connection);
        assertThat(connection.get("/").status()).isEqualTo(200);
      }
      for (RawHttp connection : idle) {
        assertThat(connection.get("/").status()).isEqualTo(200);
      }
    } finally {
      for (RawHttp connection : idle) {
        connection.close();
      }
    }
  }

  @Test
  void sustainsManyRequestsASecond() throws Exception {
    TestLog[] logs = new TestLog[8];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = TestLog.of("log.example/" + i);
    }
    Load.Figures figures;
    try (TestWitness many =
            TestWitness.open(folder.resolve("many"), "many.example", Instant::now, logs);
        WitnessServer busy = WitnessServer.start(ANY, many.witness)) {
      figures = Load.run(busy.address(), logs, Duration.ofSeconds(2));
    }
    System.err.println("witness: " + figures);
    assertThat(figures.refused()).isZero();
    // Far below what a quiet machine does, so that a busy one passes too.
    assertThat(figures.perSecond()).isGreaterThan(50);
  }
}
