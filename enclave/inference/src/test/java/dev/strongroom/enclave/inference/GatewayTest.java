// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.GatewayWorld.Reply;
import dev.strongroom.enclave.inference.backend.BackendAnswer;
import dev.strongroom.enclave.inference.backend.BackendException.Problem;
import dev.strongroom.enclave.runtime.Protection;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayTest {
  private static final String ASKED =
      "{\"model\": \"tiny\",\t\"tools\":[{\"x\":1.50}], \"a\":null}";
  private static final String ANSWER = "{\"choices\":[], \"usage\":{\"prompt_tokens\":3}}";

  @Test
  void passesOnByteForByte() throws Exception {
    ScriptedBackend backend = new ScriptedBackend("b", ScriptedBackend.json(200, ANSWER));
    try (GatewayWorld world = GatewayWorld.of(backend)) {
      Reply reply = world.post(GatewayWorld.CHAT, ASKED).whole();
      assertThat(reply.body()).isEqualTo(ANSWER);
      assertThat(reply.header("content-type")).isEqualTo("application/json");
      assertThat(reply.header("strongroom-request-id")).matches("[A-Za-z0-9_-]{22}");
      assertThat(backend.calls()).hasSize(1);
      assertThat(backend.calls().getFirst().body()).isEqualTo(Bytes.utf8(ASKED));
      assertThat(backend.calls().getFirst().path()).isEqualTo(GatewayWorld.CHAT);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/chat/completions",
    "/v1/completions",
    "/v1/responses",
    "/v1/embeddings",
    "/v1/messages",
    "/v1/messages?beta=true"
  })
  void hasItsEndpoints(String path) throws Exception {
    ScriptedBackend backend = new ScriptedBackend("b", ScriptedBackend.json(200, ANSWER));
    try (GatewayWorld world = GatewayWorld.of(backend)) {
      assertThat(world.post(path, ASKED).whole().body()).isEqualTo(ANSWER);
      assertThat(backend.calls().getFirst().path()).isEqualTo(path.split("\\?", 2)[0]);
    }
  }

  @Test
  void passesFormsOn() throws Exception {
    ScriptedBackend backend =
        new ScriptedBackend("b", ScriptedBackend.json(200, "{\"text\":\"\"}"));
    String form =
        """
        --x\r
        Content-Disposition: form-data; name="file"; filename="a.wav"\r
        \r
        RIFF\r
        --x\r
        Content-Disposition: form-data; name="model"\r
        \r
        tiny\r
        --x--\r
        """;
    Map<String, String> type = Map.of("content-type", "multipart/form-data; boundary=x");
    try (GatewayWorld world = GatewayWorld.of(backend)) {
      world.post("/v1/audio/transcriptions", form, type).whole();
      assertThat(backend.calls().getFirst().body()).isEqualTo(Bytes.utf8(form));
      assertThat(backend.calls().getFirst().contentType()).isEqualTo(type.get("content-type"));
      world
          .post("/v1/audio/transcriptions", form.replace("tiny", "other"), type)
          .refused(404, "model-not-found");
      world.post("/v1/audio/transcriptions", ASKED).refused(415, "unsupported-media-type");
    }
  }

  @Test
  void takesNothingThatOthersCouldRead() throws Exception {
    ScriptedBackend backend = new ScriptedBackend("b", ScriptedBackend.json(200, ANSWER));
    Map<String, String> type = Map.of("content-type", "application/json");
    try (GatewayWorld world = GatewayWorld.of(backend)) {
      for (String path :
          new String[] {GatewayWorld.CHAT, "/v1/models", "/v1/confidentiality", "/v1/receipts/x"}) {
        world
            .ask("POST", path, type, ASKED, Protection.PLAIN_HTTPS)
            .refused(403, "not-confidential");
      }
      assertThat(backend.calls()).isEmpty();
      // The notary's routes prove themselves, as in the vault.
      assertThat(world.ask("GET", "/", Map.of(), "", Protection.PLAIN_HTTPS).status())
          .isEqualTo(200);
    }
  }

  /// A browser sends no body with GET, and an encrypted message is one.
  @Test
  void answersBrowsersThatReadByPost() throws Exception {
    ScriptedBackend backend = new ScriptedBackend("b", ScriptedBackend.json(200, ANSWER));
    try (GatewayWorld world = GatewayWorld.of(backend)) {
      for (String path : new String[] {"/v1/models", "/v1/models/tiny", "/v1/confidentiality"}) {
        assertThat(world.ask("POST", path, Map.of(), "", Protection.ENCRYPTED_MESSAGE).status())
            .isEqualTo(200);
        world
            .ask("POST", path, Map.of(), "{}", Protection.ENCRYPTED_MESSAGE)
            .refused(405, "method-not-allowed");
        world
            .ask("POST", path, Map.of(), "", Protection.ATTESTED_CHANNEL)
            .refused(405, "method-not-allowed");
      }
      world
          .ask("POST", "/v1/receipts/x", Map.of(), "", Protection.ENCRYPTED_MESSAGE)
          .refused(404, "receipt-not-found");
      assertThat(world.ask("POST", "/v1/models", Map.of(), "", Protection.ENCRYPTED_MESSAGE).body())
          .isEqualTo(world.get("/v1/models").body());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"model\":\"other\"}|404|model-not-found",
        "{\"stream\":true}|400|malformed-request",
        "{\"model\":\"tiny\",\"model\":\"tiny\"}|400|malformed-request",
        "{\"model\":\"tiny\",\"Model\":\"other\"}|400|malformed-request",
        "[]|400|malformed-request",
        "{\"model\":\"tiny\"} x|400|malformed-request",
        "not json|400|malformed-request",
        "{\"model\":7}|400|malformed-request"
      })
  void refusesByName(String body, int status, String code) throws Exception {
    ScriptedBackend backend = new ScriptedBackend("b", ScriptedBackend.json(200, ANSWER));
    try (GatewayWorld world = GatewayWorld.of(backend)) {
      world.post(GatewayWorld.CHAT, body).refused(status, code);
      assertThat(backend.calls()).isEmpty();
    }
  }

  @Test
  void refusesInTheClientsShape() throws Exception {
    ScriptedBackend backend = new ScriptedBackend("b", ScriptedBackend.json(200, ANSWER));
    try (GatewayWorld world = GatewayWorld.of(backend)) {
      assertThat(world.post(GatewayWorld.CHAT, "{\"model\":\"no\"}").body())
          .isEqualTo(
              "{\"error\":{\"message\":\"there is no such model\",\"type\":\"invalid_request_error\","
                  + "\"param\":\"model\",\"code\":\"model-not-found\"}}");
      assertThat(world.post("/v1/messages", "{\"model\":\"no\"}").body())
          .isEqualTo(
              "{\"type\":\"error\",\"error\":{\"type\":\"not_found_error\",\"message\":"
                  + "\"there is no such model\",\"code\":\"model-not-found\"}}");
      world.get(GatewayWorld.CHAT).refused(405, "method-not-allowed");
      world.post("/v1/models", "{}").refused(405, "method-not-allowed");
      world.post(GatewayWorld.CHAT + "?a=b", ASKED).refused(400, "malformed-request");
      world
          .post(GatewayWorld.CHAT, ASKED, Map.of("content-type", "text/plain"))
          .refused(415, "unsupported-media-type");
      world
          .post(
              GatewayWorld.CHAT,
              ASKED,
              Map.of("content-type", "application/json", "strongroom-receipt", "c2hvcnQ"))
          .refused(400, "malformed-salt");
      assertThat(backend.calls()).isEmpty();
    }
  }

  @Test
  void passesErrorsOfTheBackEndOn() throws Exception {
    ScriptedBackend backend =
        new ScriptedBackend("b", ScriptedBackend.json(400, "{\"error\":{\"code\":\"x\"}}"));
    try (GatewayWorld world = GatewayWorld.of(backend)) {
      world.post(GatewayWorld.CHAT, ASKED).refused(400, "x");
    }
  }

  @Test
  void saysWhyNobodyAnswers() throws Exception {
    ScriptedBackend backend = new ScriptedBackend("b", ScriptedBackend.json(200, ANSWER));
    try (GatewayWorld world = GatewayWorld.of(backend)) {
      backend.does(ScriptedBackend.fails(Problem.BUSY, "full"));
      world.post(GatewayWorld.CHAT, ASKED).refused(503, "backend-busy");
      backend.does(ScriptedBackend.fails(Problem.UNSUPPORTED, "n"));
      world.post(GatewayWorld.CHAT, ASKED).refused(400, "unsupported");
      backend.does(ScriptedBackend.fails(Problem.NOT_ACCEPTED, "binding"));
      Reply refused = world.post(GatewayWorld.CHAT, ASKED).refused(502, "backend-not-accepted");
      assertThat(refused.header("retry-after")).isEqualTo("5");
      assertThat(refused.body()).contains("binding");
      // It isn't even asked before its pause is over.
      int before = backend.calls().size();
      world.post(GatewayWorld.CHAT, ASKED).refused(502, "backend-not-accepted");
      assertThat(backend.calls()).hasSize(before);
      assertThat(world.get("/v1/models").body())
          .contains("\"available\":false")
          .contains("\"code\":\"backend-not-accepted\"");
      world.pass(Duration.ofSeconds(2));
      backend.does(ScriptedBackend.json(200, ANSWER));
      world.post(GatewayWorld.CHAT, ASKED).whole();
      assertThat(world.get("/v1/models").body()).contains("\"available\":true");
      assertThat(world.lines())
          .anyMatch(line -> line.contains("back end out") && line.contains("backend-not-accepted"))
          .anyMatch(line -> line.contains("back end in"));
    }
  }

  @Test
  void pausesGrow() throws Exception {
    ScriptedBackend backend =
        new ScriptedBackend("b", ScriptedBackend.fails(Problem.UNREACHABLE, "gone"));
    try (GatewayWorld world = GatewayWorld.of(backend)) {
      int asked = 0;
      for (long pause : new long[] {1, 2, 4, 8, 16, 32, 60, 60}) {
        world.post(GatewayWorld.CHAT, ASKED).refused(502, "backend-unreachable");
        assertThat(backend.calls()).hasSize(++asked);
        world.pass(Duration.ofSeconds(pause).minusMillis(1));
        world.post(GatewayWorld.CHAT, ASKED).refused(502, "backend-unreachable");
        assertThat(backend.calls()).hasSize(asked);
        world.pass(Duration.ofMillis(1));
      }
    }
  }

  @Test
  void asksTheFirstThatIsIn() throws Exception {
    ScriptedBackend first = new ScriptedBackend("a", ScriptedBackend.json(200, "{\"by\":1}"));
    ScriptedBackend second = new ScriptedBackend("b", ScriptedBackend.json(200, "{\"by\":2}"));
    try (GatewayWorld world = GatewayWorld.of(first, second)) {
      assertThat(world.post(GatewayWorld.CHAT, ASKED).body()).isEqualTo("{\"by\":1}");
      first.does(ScriptedBackend.json(503, "{}"));
      assertThat(world.post(GatewayWorld.CHAT, ASKED).body()).isEqualTo("{\"by\":2}");
      first.does(ScriptedBackend.fails(Problem.UNREACHABLE, "gone"));
      assertThat(world.post(GatewayWorld.CHAT, ASKED).body()).isEqualTo("{\"by\":2}");
      int asked = first.calls().size();
      assertThat(world.post(GatewayWorld.CHAT, ASKED).body()).isEqualTo("{\"by\":2}");
      assertThat(first.calls()).hasSize(asked);
      assertThat(world.get("/v1/models/tiny").body())
          .contains("\"available\":true")
          .contains("\"state\":\"out\"")
          .contains("\"state\":\"in\"");
      world.get("/v1/models/other").refused(404, "model-not-found");
    }
  }

  @Test
  void saysWhatRemainsTrusted() throws Exception {
    ScriptedBackend backend = new ScriptedBackend("b", ScriptedBackend.json(200, ANSWER));
    try (GatewayWorld world = GatewayWorld.of(backend)) {
      Reply said = world.get("/v1/confidentiality").whole();
      assertThat(said.json().member("gateway").member("simulated").flag()).isTrue();
      assertThat(said.body()).contains("SIMULATED").contains("the server of back end b");
    }
  }

  @Test
  void anAnswerThatIsCutIsAnError() throws Exception {
    ScriptedBackend backend =
        new ScriptedBackend(
            "b",
            _ -> new BackendAnswer(200, "application/json", ScriptedBackend.cut("{\"half\":")));
    try (GatewayWorld world = GatewayWorld.of(backend)) {
      world.post(GatewayWorld.CHAT, ASKED).refused(502, "cut-short");
      String half = "{\"half\":\"" + "x".repeat(300_000);
      backend.does(_ -> new BackendAnswer(200, "application/json", ScriptedBackend.cut(half)));
      Reply cut = world.post(GatewayWorld.CHAT, ASKED);
      assertThat(cut.failure()).isNotNull();
      assertThat(cut.body()).isEqualTo(half);
      String whole = "{\"usage\":1,\"a\":\"" + "x".repeat(900_000) + "\"} trailing";
      backend.does(ScriptedBackend.json(200, whole));
      assertThat(world.post(GatewayWorld.CHAT, ASKED).whole().body()).isEqualTo(whole);
    }
  }
}
