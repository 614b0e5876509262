// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.client.AttestedHttpClient;
import dev.strongroom.client.notary.NotaryClient;
import dev.strongroom.host.fixtures.TestPostgres;
import dev.strongroom.host.store.PostgresSettings;
import dev.strongroom.integration.notary.TestWitness;
import dev.strongroom.ledger.note.Signatures;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.receipt.CompactReceipt;
import dev.strongroom.ledger.receipt.Receipt;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Two hosts, each with an enclave in a process of its own, one PostgreSQL and one witness: both
/// take digests, one of them writes. The writer is paused, goes on, and is killed.
@Timeout(300)
class MembersUpTest {
  @TempDir private Path folder = Path.of("");

  /// What was acknowledged: the index, by the number of the digest.
  private final Map<Integer, Long> acknowledged = new TreeMap<>();

  private record Member(UpProcess up, AttestedHttpClient client) implements AutoCloseable {
    JsonNode get(String path) throws Exception {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(up.address().resolve(path))
                  .timeout(Duration.ofSeconds(20))
                  .build(),
              BodyHandlers.ofString());
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      return JsonNode.parse(response.body());
    }

    String role() throws Exception {
      return get("/v1/members").member("role").text();
    }

    void awaitRole(String role) throws Exception {
      for (int i = 0; !role.equals(roleOrNone()); i++) {
        assertThat(i).as("as a " + role).isLessThan(300);
        Thread.sleep(100);
      }
    }

    private String roleOrNone() throws Exception {
      try {
        return role();
      } catch (IOException e) {
        return "";
      }
    }

    NotaryClient notary() {
      return NotaryClient.of(client, up.address(), new SecureRandom());
    }

    void signal(String name) throws Exception {
      long pid = up.enclave().orElseThrow().pid();
      assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).start().waitFor())
          .isZero();
    }

    @Override
    public void close() {
      client.close();
      up.close();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private Path configuration(TestWitness witness, List<Integer> ports) throws Exception {
    String at = String.join(",", ports.stream().map(port -> "\"127.0.0.1:" + port + "\"").toList());
    String ledger = String.valueOf(witness.settings().services().get("ledger"));
    return Files.writeString(
        folder.resolve("enclave.json"),
        """
        {"version":1,"deployment":"members","rootSecret":{"source":"simulated"},
         "egress":["%s",%s],
         "settings":{"ledger":%s,"members":{"at":[%s],"patience":"PT2S"}}}}
        """
            .formatted(
                witness.settings().egress().getFirst(),
                at,
                ledger.substring(0, ledger.lastIndexOf('}')),
                at));
  }

  private Member start(String name, int port, Path configuration, PostgresSettings store)
      throws IOException {
    Path state = folder.resolve(name);
    ProcessBuilder command =
        CommandLine.process(
            "up",
            "--port",
            String.valueOf(port),
            "--state",
            state.toString(),
            "--configuration",
            configuration.toString(),
            "--postgres",
            store.url(),
            "--egress-to",
            "127.0.0.0/8");
    command.environment().put("PGUSER", store.user());
    command.environment().put("PGPASSWORD", store.password().value());
    UpProcess up = UpProcess.started(command, state);
    return new Member(up, up.client());
  }

  /// All simulated machines are of one maker, and have one root secret.
  private void alike(String from, String to) throws IOException {
    Path target = Files.createDirectories(folder.resolve(to).resolve("simulated"));
    try (Stream<Path> files = Files.list(folder.resolve(from).resolve("simulated"))) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
  }

  private static Bytes digest(int number) {
    return Bytes.fromHex(String.format("%064x", number));
  }

  /// Has a digest entered; its receipt has to stand alone.
  private void prove(Member at, int number, boolean keyed) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(at.up().address().resolve("/v1/proofs"))
            .timeout(Duration.ofSeconds(30))
            .POST(BodyPublishers.ofString("{\"digests\":[\"" + digest(number).hex() + "\"]}"));
    if (keyed) {
      request.header("idempotency-key", "test-" + number);
    }
    HttpResponse<String> response = at.client().send(request.build(), BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    CompactReceipt compact = CompactReceipt.parse(response.body());
    Receipt receipt =
        compact
            .expand(List.of(digest(number)), at.notary().epoch(compact.epoch().index()))
            .getFirst();
    Bytes root = receipt.checkpoint().checkpoint().root();
    receipt.inclusionProof().check(receipt.leaf().hash(), root);
    receipt.epochInclusionProof().check(receipt.epoch().entry().leaf().hash(), root);
    Long before = acknowledged.put(number, receipt.index());
    if (before != null) {
      assertThat(receipt.index()).isEqualTo(before);
    }
  }

  private static VerifierKey key(Member at) throws Exception {
    return VerifierKey.parse(at.get("/v1/log/key").member("key").text());
  }

  private void assertNothingIsLost(Member at, VerifierKey log, TestWitness witness)
      throws Exception {
    assertThat(new HashSet<>(acknowledged.values())).hasSameSizeAs(acknowledged.keySet());
    assertThat(key(at)).isEqualTo(log);
    for (var one : acknowledged.entrySet()) {
      List<Receipt> receipts = at.notary().receipts(digest(one.getKey()));
      assertThat(receipts).as("entered once").hasSize(1);
      Receipt receipt = receipts.getFirst();
      assertThat(receipt.index()).isEqualTo(one.getValue());
      assertThat(Signatures.verify(receipt.checkpoint().note(), log)).isPresent();
      assertThat(Signatures.verify(receipt.checkpoint().note(), witness.key())).isPresent();
    }
  }

  @Test
  void oneWritesTheOthersHandOnAndTheLogOutlivesItsWriters() throws Exception {
    PostgresSettings store = TestPostgres.running().newDatabase();
    try (TestWitness witness = TestWitness.start(folder)) {
      List<Integer> ports = List.of(freePort(), freePort());
      Path configuration = configuration(witness, ports);
      try (Member first = start("first", ports.get(0), configuration, store)) {
        alike("first", "second");
        try (Member second = start("second", ports.get(1), configuration, store)) {
          first.awaitRole("writer");
          second.awaitRole("member");
          bothTakeDigests(first, second, witness);
          aPausedWriterComesBackAsAMember(first, second, witness);
          aKilledWriterIsFollowed(first, second, witness);
        }
      }
    }
  }

  private void bothTakeDigests(Member writer, Member member, TestWitness witness) throws Exception {
    VerifierKey log = key(writer);
    for (int i = 0; i < 4; i++) {
      prove(writer, 10 + i, i % 2 == 0);
      prove(member, 20 + i, i % 2 == 0);
    }
    prove(member, 10, true);
    prove(writer, 20, true);
    assertNothingIsLost(member, log, witness);
    // Who isn't a member can't say how a request came.
    HttpResponse<String> forged =
        writer
            .client()
            .send(
                HttpRequest.newBuilder(writer.up().address().resolve("/v1/log/key"))
                    .header("strongroom-member", "00".repeat(32))
                    .header("strongroom-member-protection", "ATTESTED_CHANNEL")
                    .build(),
                BodyHandlers.ofString());
    assertThat(forged.statusCode()).isEqualTo(403);
  }

  private void aPausedWriterComesBackAsAMember(Member writer, Member member, TestWitness witness)
      throws Exception {
    VerifierKey log = key(member);
    writer.signal("STOP");
    try {
      // Waits for the change.
      prove(member, 30, true);
      prove(member, 31, false);
      assertThat(member.role()).isEqualTo("writer");
      prove(member, 12, true);
      prove(member, 22, true);
    } finally {
      writer.signal("CONT");
    }
    writer.awaitRole("member");
    prove(writer, 32, false);
    prove(writer, 30, true);
    assertThat(writer.role()).isEqualTo("member");
    assertNothingIsLost(writer, log, witness);
  }

  private void aKilledWriterIsFollowed(Member member, Member writer, TestWitness witness)
      throws Exception {
    VerifierKey log = key(member);
    assertThat(writer.role()).isEqualTo("writer");
    writer.signal("KILL");
    for (int i = 0; i < 10; i++) {
      prove(member, 40 + i, i % 2 == 0);
    }
    assertThat(member.role()).isEqualTo("writer");
    assertNothingIsLost(member, log, witness);
    // Its host starts it again.
    writer.awaitRole("member");
    prove(writer, 60, false);
    assertNothingIsLost(writer, log, witness);
  }
}
