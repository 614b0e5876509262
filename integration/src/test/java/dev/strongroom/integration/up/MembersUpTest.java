// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.integration.notary.TestWitness;
import dev.strongroom.ledger.note.Signatures;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.receipt.CompactReceipt;
import dev.strongroom.ledger.receipt.Receipt;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Two hosts, each with an enclave in a process of its own, one PostgreSQL and one witness: both
/// take digests, one of them writes. The writer is cut off from the store, and comes back; the next
/// is paused, and goes on; the one after that is killed.
@Timeout(300)
class MembersUpTest {
  @TempDir private Path folder = Path.of("");

  /// What was acknowledged: the index, by the number of the digest.
  private final Map<Integer, Long> acknowledged = new TreeMap<>();

  private static Bytes digest(int number) {
    return Bytes.fromHex(String.format("%064x", number));
  }

  private static HttpResponse<String> ask(Member at, int number, boolean keyed) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(at.up().address().resolve("/v1/proofs"))
            .timeout(Duration.ofSeconds(30))
            .POST(BodyPublishers.ofString("{\"digests\":[\"" + digest(number).hex() + "\"]}"));
    if (keyed) {
      request.header("idempotency-key", "test-" + number);
    }
    return at.client().send(request.build(), BodyHandlers.ofString());
  }

  /// Has a digest entered; its receipt has to stand alone.
  private void prove(Member at, int number, boolean keyed) throws Exception {
    proven(at, number, ask(at, number, keyed));
  }

  private void proven(Member at, int number, HttpResponse<String> response) throws Exception {
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
    try (MembersUp members = MembersUp.start(folder, 2, ProcessBuilder.Redirect.INHERIT)) {
      Member first = members.member(0);
      Member second = members.member(1);
      TestWitness witness = members.witness();
      first.awaitRole("writer");
      second.awaitRole("member");
      bothTakeDigests(first, second, witness);
      aWriterWhoseStoreIsAwayStopsAndIsFollowed(first, second, members.line(0), witness);
      aPausedWriterComesBackAsAMember(second, first, witness);
      aKilledWriterIsFollowed(second, first, witness);
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

  /// Asks until there is a receipt.
  private static HttpResponse<String> answered(Member at, int number) throws Exception {
    HttpResponse<String> answer = ask(at, number, true);
    for (int i = 0; answer.statusCode() != 200; i++) {
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
      assertThat(i).as(answer.body()).isLessThan(60);
      Thread.sleep(500);
      answer = ask(at, number, true);
    }
    return answer;
  }

  private void aWriterWhoseStoreIsAwayStopsAndIsFollowed(
      Member writer, Member member, CutLine line, TestWitness witness) throws Exception {
    VerifierKey log = key(member);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      line.cut();
      Future<HttpResponse<String>> caught = threads.submit(() -> ask(writer, 70, true));
      writer.awaitRole("silent");
      // It would know answers, but not whether they are the latest any more.
      Future<HttpResponse<String>> stale =
          threads.submit(() ->
              writer
                  .client()
                  .send(
                      HttpRequest.newBuilder(writer.up().address().resolve("/v1/log/checkpoint"))
                          .timeout(Duration.ofSeconds(30))
                          .build(),
                      BodyHandlers.ofString()));
      proven(member, 71, answered(member, 71));
      assertThat(member.role()).isEqualTo("writer");
      prove(member, 12, true);
      prove(member, 22, true);
      assertThat(writer.role()).isEqualTo("silent");
      assertThat(caught.get().statusCode()).as(caught.get().body()).isEqualTo(503);
      assertThat(stale.get().statusCode()).as(stale.get().body()).isEqualTo(503);
      assertThat(stale.get().body()).contains("no-writer");
    } finally {
      line.mend();
    }
    writer.awaitRole("member");
    // Whether it was entered wasn't known; now it is there once.
    prove(writer, 70, true);
    prove(writer, 71, true);
    assertNothingIsLost(writer, log, witness);
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
