// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.GatewayWorld.Reply;
import dev.strongroom.enclave.inference.backend.BackendAnswer;
import dev.strongroom.enclave.inference.backend.Verification;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import dev.strongroom.enclave.runtime.Protection;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.ledger.inference.InferenceMismatchException;
import dev.strongroom.ledger.inference.InferenceReceipt;
import dev.strongroom.ledger.inference.InferenceStatement;
import dev.strongroom.ledger.inference.InferenceStatement.Evidence;
import dev.strongroom.ledger.inference.InferenceStatement.Usage;
import dev.strongroom.ledger.receipt.Receipt;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceiptsTest {
  private static final String ASKED =
      "{\"model\":\"tiny\",\"stream\":true,\"temperature\":0.70,\"seed\":7,\"stop\":[\"x\"]}";
  private static final String STREAM =
      """
      data: {"c":1,"usage":null}

      data: {"usage":{"prompt_tokens":5,"completion_tokens":2}}

      data: [DONE]

      """;

  private static InferenceStatement verified(GatewayWorld world, Reply reply) throws Exception {
    Receipt receipt = world.receipt(reply);
    return InferenceReceipt.verify(
        receipt.entry(), GatewayWorld.SALT, Bytes.utf8(ASKED), Bytes.utf8(reply.body()));
  }

  @Test
  void streamsLeaveReceipts() throws Exception {
    ScriptedBackend backend = new ScriptedBackend("b", ScriptedBackend.events(STREAM));
    try (GatewayWorld world = GatewayWorld.of(backend)) {
      Reply reply = world.postForReceipt(GatewayWorld.CHAT, ASKED).whole();
      InferenceStatement said = verified(world, reply);
      assertThat(said.model()).isEqualTo("tiny");
      assertThat(said.response().chunks()).isEqualTo(3);
      assertThat(said.sampling()).isEqualTo(Map.of("temperature", "0.70", "seed", "7"));
      assertThat(said.usage()).contains(new Usage(5, 2));
      assertThat(said.backend().kind()).isEqualTo("loopback");
      assertThat(said.backend().evidence()).isEmpty();
      // Nothing of what was said is in it.
      assertThat(world.receipt(reply).entry().text())
          .doesNotContain("stop")
          .doesNotContain("\"c\"");
    }
  }

  @Test
  void wholeAnswersLeaveReceipts() throws Exception {
    Verification verified =
        new Verification(
            "sev-snp",
            Bytes.zeros(32),
            Optional.of(Bytes.zeros(32)),
            Optional.empty(),
            Instant.EPOCH,
            true,
            List.of("path.root"));
    for (int length : new int[] {0, 1, 262_143, 262_144, 400_000}) {
      String answer =
          "{\"usage\":{\"input_tokens\":1,\"output_tokens\":0},\"a\":\""
              + "y".repeat(length)
              + "\"}";
      ScriptedBackend backend =
          new ScriptedBackend(
              "b",
              _ ->
                  new BackendAnswer(
                      200,
                      "application/json",
                      ScriptedBackend.in(answer),
                      Optional.of(verified),
                      Optional.of("theirs")));
      try (GatewayWorld world = GatewayWorld.of(backend)) {
        Reply reply = world.postForReceipt("/v1/responses", ASKED).whole();
        InferenceStatement said = verified(world, reply);
        assertThat(said.usage()).contains(new Usage(1, 0));
        assertThat(said.backend().evidence())
            .contains(new Evidence("sev-snp", Bytes.zeros(32), Optional.of(Bytes.zeros(32)), true));
        assertThat(said.backend().receipt()).contains("theirs");
      }
    }
  }

  @Test
  void whatIsCutIsntComplete() throws Exception {
    ScriptedBackend backend =
        new ScriptedBackend("b", ScriptedBackend.cutEvents("data: {\"c\":1}\n\ndata: "));
    try (GatewayWorld world = GatewayWorld.of(backend)) {
      Reply reply = world.postForReceipt(GatewayWorld.CHAT, ASKED);
      assertThat(reply.failure()).isNotNull();
      assertThatExceptionOfType(InferenceMismatchException.class)
          .isThrownBy(() -> verified(world, reply))
          .satisfies(e -> assertThat(e.check()).isEqualTo("inference.complete"));
      InferenceStatement said = InferenceStatement.parse(world.receipt(reply).entry());
      assertThat(said.response().problem()).contains("cut-short");
      assertThat(said.usage()).isEmpty();
      backend.does(
          _ -> new BackendAnswer(200, "application/json", ScriptedBackend.cut("{\"half\":")));
      world.postForReceipt(GatewayWorld.CHAT, ASKED).refused(502, "cut-short");
    }
  }

  /// One answer has one receipt, which says who ended it.
  @ParameterizedTest
  @CsvSource({
    // Of a stream: somewhere; in the last event; and when that was written.
    "true, 10, client-gone",
    "true, 90, ''",
    "true, 0, ''",
    // Of what comes in one piece and isn't held: somewhere; and at the end.
    "false, 10, client-gone",
    "false, 300000, client-gone",
    "false, 0, ''"
  })
  void aClientThatIsGoneMakesNoSecondReceipt(boolean stream, int takes, String problem)
      throws Exception {
    String piece = "\"" + "y".repeat(400_000) + "\"";
    ScriptedBackend backend =
        new ScriptedBackend(
            "b", stream ? ScriptedBackend.events(STREAM) : ScriptedBackend.json(200, piece));
    MemoryStorage storage = new MemoryStorage();
    String id;
    try (GatewayWorld world = GatewayWorld.on(storage, backend)) {
      int whole = stream ? STREAM.length() : piece.length();
      id = gone(world, takes == 0 ? whole : takes);
      InferenceStatement said =
          InferenceStatement.parse(
              Receipt.parse(world.get("/v1/receipts/" + id).whole().body()).entry());
      assertThat(said.response().problem().orElse("")).isEqualTo(problem);
      assertThat(world.figures())
          .contains("inference_requests{endpoint=chat, model=tiny, outcome=client-gone} 1");
    }
    assertThat(GatewayWorld.entries(storage)).filteredOn(one -> one.contains(id)).hasSize(1);
  }

  /// The id of an answer whose client is gone.
  private static String gone(GatewayWorld world, long takes) throws Exception {
    Response response =
        world.handle(
            new Request(
                "POST",
                GatewayWorld.CHAT,
                GatewayWorld.CHAT,
                "",
                Map.of(
                    "content-type",
                    List.of("application/json"),
                    "strongroom-receipt",
                    List.of(GatewayWorld.salt(GatewayWorld.SALT))),
                Bytes.utf8(ASKED),
                Protection.ATTESTED_CHANNEL));
    Response.Body.Streamed streamed = (Response.Body.Streamed) response.body();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> streamed.writer().writeTo(new GoneClient(takes)));
    return response.headers().getOrDefault("strongroom-request-id", List.of()).getFirst();
  }

  @Test
  void aLongAnswerThatIsCutIsntItsClientsFault() throws Exception {
    ScriptedBackend backend =
        new ScriptedBackend(
            "b",
            _ ->
                new BackendAnswer(
                    200, "application/json", ScriptedBackend.cut("\"" + "y".repeat(400_000))));
    try (GatewayWorld world = GatewayWorld.of(backend)) {
      Reply reply = world.postForReceipt(GatewayWorld.CHAT, ASKED);
      assertThat(reply.failure()).isNotNull();
      assertThat(InferenceStatement.parse(world.receipt(reply).entry()).response().problem())
          .contains("cut-short");
    }
  }

  @Test
  void onlyWhoAskedHasOne() throws Exception {
    ScriptedBackend backend = new ScriptedBackend("b", ScriptedBackend.events(STREAM));
    try (GatewayWorld world = GatewayWorld.of(backend)) {
      Reply without = world.post(GatewayWorld.CHAT, ASKED).whole();
      String id = without.header("strongroom-request-id");
      world.get("/v1/receipts/" + id).refused(404, "receipt-not-found");
      world.get("/v1/receipts/..%2f").refused(404, "receipt-not-found");
    }
  }

  @Test
  void theNextBootFindsThem() throws Exception {
    ScriptedBackend backend = new ScriptedBackend("b", ScriptedBackend.events(STREAM));
    Reply reply;
    GatewayWorld first = GatewayWorld.of(backend);
    try (first) {
      reply = first.postForReceipt(GatewayWorld.CHAT, ASKED).whole();
      verified(first, reply);
    }
    try (GatewayWorld next = GatewayWorld.on(first.storage().copy(), backend)) {
      assertThat(verified(next, reply).model()).isEqualTo("tiny");
    }
  }
}
