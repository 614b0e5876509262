// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.enclave.inference.backend.BackendAnswer;
import dev.strongroom.enclave.inference.backend.BackendCall;
import dev.strongroom.enclave.inference.backend.BackendException;
import dev.strongroom.enclave.inference.embedded.EmbeddedBackend;
import dev.strongroom.enclave.inference.engine.ChatMessage;
import dev.strongroom.enclave.inference.engine.Engine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The face of a server of models, over llama.cpp with the tiny model.
@Timeout(120)
class EmbeddedBackendTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final String USER =
      "\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]";

  @TempDir private static Path folder;
  private static Engine engine;
  private static EmbeddedBackend backend;

  @BeforeAll
  static void load() throws Exception {
    engine = Tiny.load(folder, 2, 64);
    backend = over(engine);
  }

  private static EmbeddedBackend over(Engine engine) {
    return new EmbeddedBackend(
        "inside",
        List.of("tiny", "other"),
        engine,
        () -> Instant.ofEpochSecond(1_790_000_000),
        RandomGenerator.of("SplittableRandom"));
  }

  @AfterAll
  static void close() {
    backend.close();
  }

  /// What a stream of a chat said.
  private record Streamed(List<JsonNode> events, String text, String reason) {}

  @Test
  void chatsWholeAndStreamedAlike() throws Exception {
    int prompt = engine.tokenise(engine.prompt(List.of(new ChatMessage("user", "hello")))).size();
    for (int seed = 0; seed < 8; seed++) {
      String body = "{" + USER + ",\"seed\":" + seed + ",\"max_tokens\":80";
      JsonNode whole = json(post(CHAT, body + "}"));
      Streamed streamed =
          chat(post(CHAT, body + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}"));
      JsonNode choice = whole.member("choices").items().getFirst();
      String content = choice.member("message").member("content").anyText();
      assertThat(streamed.text()).isEqualTo(content);
      assertThat(content).isNotEmpty();
      assertThat(streamed.reason()).isEqualTo(choice.member("finish_reason").text());
      JsonNode usage = streamed.events().getLast().member("usage");
      assertThat(usage.value()).isEqualTo(whole.member("usage").value());
      assertThat(usage.member("prompt_tokens").integer(1, 99)).isEqualTo(prompt);
      int written = usage.member("completion_tokens").integer(0, 80);
      assertThat(usage.member("total_tokens").integer(1, 200)).isEqualTo(prompt + written);
      assertThat(streamed.reason()).isEqualTo(written == 80 ? "length" : "stop");
    }
  }

  @Test
  void usageOnlyIfAsked() throws Exception {
    Streamed streamed = chat(post(CHAT, "{" + USER + ",\"stream\":true,\"max_tokens\":3}"));
    for (JsonNode event : streamed.events()) {
      assertThat(event.optional("usage")).isEmpty();
    }
    assertThat(streamed.reason()).isEqualTo("length");
  }

  @Test
  void endsAtTheModelsMark() throws Exception {
    JsonNode whole = json(post(CHAT, "{" + USER + ",\"logit_bias\":{\"2\":100},\"max_tokens\":9}"));
    JsonNode choice = whole.member("choices").items().getFirst();
    assertThat(choice.member("finish_reason").text()).isEqualTo("stop");
    assertThat(choice.member("message").member("content").anyText()).isEmpty();
    assertThat(whole.member("usage").member("completion_tokens").integer(0, 9)).isZero();
  }

  @Test
  void stopsBeforeTextsOverTokens() throws Exception {
    String body = "{" + USER + ",\"temperature\":0,\"max_tokens\":60";
    String all = content(json(post(CHAT, body + "}")));
    // Letters of three tokens at least.
    String stop = all.substring(20, 27);
    String expected = all.substring(0, all.indexOf(stop));
    String stopped = body + ",\"stop\":[\"never this\",\"" + stop + "\"]";
    JsonNode whole = json(post(CHAT, stopped + "}"));
    assertThat(content(whole)).isEqualTo(expected);
    assertThat(whole.member("choices").items().getFirst().member("finish_reason").text())
        .isEqualTo("stop");
    assertThat(whole.member("usage").member("completion_tokens").integer(1, 60)).isLessThan(60);
    assertThat(chat(post(CHAT, stopped + ",\"stream\":true}")).text()).isEqualTo(expected);
  }

  /// Half of "é" at a time, at random: much of it is no UTF-8.
  @Test
  void cutCharactersAreHeldBack() throws Exception {
    String bias = ",\"logit_bias\":{\"" + Tiny.E_FIRST + "\":90,\"" + Tiny.E_SECOND + "\":90}";
    for (int seed = 0; seed < 8; seed++) {
      String body =
          "{" + USER + bias + ",\"seed\":" + seed + ",\"temperature\":2,\"max_tokens\":50";
      JsonNode whole = json(post(CHAT, body + "}"));
      Streamed streamed = chat(post(CHAT, body + ",\"stream\":true}"));
      assertThat(streamed.text()).isEqualTo(content(whole)).contains("é");
      assertThat(whole.member("usage").member("completion_tokens").integer(50, 50)).isEqualTo(50);
    }
  }

  @Test
  void completes() throws Exception {
    String body = "{\"model\":\"other\",\"prompt\":[\"the \"],\"seed\":3";
    JsonNode whole = json(post("/v1/completions", body + "}"));
    String text = whole.member("choices").items().getFirst().member("text").anyText();
    assertThat(text).isNotEmpty();
    assertThat(whole.member("usage").member("completion_tokens").integer(1, 16)).isPositive();
    StringBuilder streamed = new StringBuilder();
    for (JsonNode event : events(post("/v1/completions", body + ",\"stream\":true}"))) {
      streamed.append(event.member("choices").items().getFirst().member("text").anyText());
    }
    assertThat(streamed.toString()).isEqualTo(text);
  }

  @Test
  void answersAnthropicsMessages() throws Exception {
    String body =
        "{\"model\":\"tiny\",\"max_tokens\":40,\"temperature\":0,\"system\":\"be\",\"messages\":"
            + "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"hello\"}]}]";
    JsonNode whole = json(post("/v1/messages", body + "}"));
    String text = whole.member("content").items().getFirst().member("text").anyText();
    assertThat(whole.member("stop_reason").text()).isEqualTo("max_tokens");
    assertThat(whole.member("usage").member("output_tokens").integer(1, 40)).isEqualTo(40);
    List<JsonNode> events = events(post("/v1/messages", body + ",\"stream\":true}"));
    assertThat(types(events)).startsWith("message_start", "content_block_start");
    assertThat(types(events)).endsWith("content_block_stop", "message_delta", "message_stop");
    StringBuilder streamed = new StringBuilder();
    for (JsonNode event : events) {
      if (event.member("type").text().equals("content_block_delta")) {
        streamed.append(event.member("delta").member("text").anyText());
      }
    }
    assertThat(streamed.toString()).isEqualTo(text);
    JsonNode stopped =
        json(post("/v1/messages", body + ",\"stop_sequences\":[\"" + text.charAt(9) + "\"]}"));
    assertThat(stopped.member("stop_reason").text()).isEqualTo("stop_sequence");
    assertThat(stopped.member("stop_sequence").text()).isEqualTo(text.substring(9, 10));
  }

  @Test
  void answersResponses() throws Exception {
    String body =
        "{\"model\":\"tiny\",\"instructions\":\"be\",\"temperature\":0,\"max_output_tokens\":40,"
            + "\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\","
            + "\"text\":\"hello\"}]}]";
    JsonNode whole = json(post("/v1/responses", body + "}"));
    assertThat(whole.member("status").text()).isEqualTo("incomplete");
    assertThat(whole.member("incomplete_details").member("reason").text())
        .isEqualTo("max_output_tokens");
    String text =
        whole
            .member("output")
            .items()
            .getFirst()
            .member("content")
            .items()
            .getFirst()
            .member("text")
            .anyText();
    List<JsonNode> events = events(post("/v1/responses", body + ",\"stream\":true}"));
    assertThat(types(events))
        .startsWith(
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.content_part.added")
        .endsWith(
            "response.output_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.incomplete");
    StringBuilder streamed = new StringBuilder();
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).member("sequence_number").integer(0, 999)).isEqualTo(i);
      if (types(events).get(i).equals("response.output_text.delta")) {
        streamed.append(events.get(i).member("delta").anyText());
      }
    }
    assertThat(streamed.toString()).isEqualTo(text);
    assertThat(events.getLast().member("response").member("usage").value())
        .isEqualTo(whole.member("usage").value());
  }

  @Test
  void embeds() throws Exception {
    String body = "{\"model\":\"tiny\",\"input\":[\"one\",\"two\"],\"encoding_format\":";
    JsonNode answer = json(post("/v1/embeddings", body + "\"base64\"}"));
    List<JsonNode> data = answer.member("data").items();
    assertThat(data).hasSize(2);
    assertThat(data.getFirst().member("embedding").text()).hasSize(344);
    assertThat(answer.member("usage").member("prompt_tokens").integer(1, 99))
        .isEqualTo(engine.tokenise("one").size() + engine.tokenise("two").size());
    String floats = text(post("/v1/embeddings", body + "\"float\"}"));
    assertThat(floats).contains("\"embedding\":[").contains(".");
  }

  @Test
  void listsModels() throws Exception {
    BackendAnswer answer = backend.send(new BackendCall("GET", "/v1/models", "", Bytes.EMPTY));
    List<JsonNode> data = JsonNode.parse(text(answer)).member("data").items();
    assertThat(data.getFirst().member("id").text()).isEqualTo("tiny");
    assertThat(data.getLast().member("id").text()).isEqualTo("other");
  }

  @Test
  void concurrentRequestsAreAnsweredAsAlone() throws Exception {
    List<String> bodies = new ArrayList<>();
    for (int seed = 0; seed < 24; seed++) {
      bodies.add("{" + USER + ",\"seed\":" + seed + ",\"max_tokens\":30,\"stream\":true}");
    }
    List<String> alone = new ArrayList<>();
    for (String body : bodies) {
      alone.add(chat(post(CHAT, body)).text());
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> calls = new ArrayList<>();
      for (String body : bodies) {
        calls.add(threads.submit(() -> chat(post(CHAT, body)).text()));
      }
      for (int i = 0; i < calls.size(); i++) {
        assertThat(calls.get(i).get()).isEqualTo(alone.get(i));
      }
    }
  }

  @Test
  void closingAnAnswerFreesItsSlot() throws Exception {
    String endless =
        "{" + USER + ",\"logit_bias\":{\"2\":-100},\"stream\":true,\"max_tokens\":400}";
    try (EmbeddedBackend small = over(Tiny.load(folder, 1, 0))) {
      for (int i = 0; i < 5; i++) {
        BackendAnswer running = small.send(call(CHAT, endless));
        assertThat(running.body().read()).isEqualTo('d');
        BackendException refused =
            catchThrowableOfType(BackendException.class, () -> small.send(call(CHAT, endless)));
        // The first may have been quick.
        if (refused != null) {
          assertThat(refused.problem()).isEqualTo(BackendException.Problem.BUSY);
        }
        running.close();
        assertThat(catchThrowableOfType(IOException.class, () -> running.body().read()))
            .isNotNull();
        assertThat(answeredOnceFree(small)).isEqualTo(200);
      }
    }
  }

  private static int answeredOnceFree(EmbeddedBackend small) throws Exception {
    while (true) {
      try {
        return small.send(call(CHAT, "{" + USER + ",\"max_tokens\":1}")).status();
      } catch (BackendException e) {
        assertThat(e.problem()).isEqualTo(BackendException.Problem.BUSY);
        Thread.sleep(5);
      }
    }
  }

  @Test
  void closedEngineCutsStreamsAndRefuses() throws Exception {
    EmbeddedBackend closing = over(Tiny.load(folder, 1, 1));
    BackendAnswer running =
        closing.send(
            call(
                CHAT,
                "{" + USER + ",\"logit_bias\":{\"2\":-100},\"stream\":true,\"max_tokens\":480}"));
    closing.close();
    IOException cut = catchThrowableOfType(IOException.class, () -> running.body().readAllBytes());
    if (cut == null) {
      // It was complete before.
      assertThat(running.body().read()).isEqualTo(-1);
    }
    BackendException refused =
        catchThrowableOfType(
            BackendException.class, () -> closing.send(call(CHAT, "{" + USER + "}")));
    assertThat(refused.problem()).isEqualTo(BackendException.Problem.UNREACHABLE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "\"n\":2 | n",
        "\"logprobs\":true | logprobs",
        "\"top_logprobs\":1 | top_logprobs",
        "\"tools\":[{\"type\":\"function\"}] | tools",
        "\"tool_choice\":\"auto\" | tool_choice",
        "\"functions\":[] | functions",
        "\"response_format\":{\"type\":\"json_object\"} | response_format",
        "\"store\":true | store",
        "\"audio\":{} | audio",
        "\"made_up\":1 | made_up",
        "\"stream_options\":{\"other\":true} | stream_options.other",
        "\"temperature\":2.5 | temperature",
        "\"temperature\":\"hot\" | temperature",
        "\"temperature\":-1e400 | temperature",
        "\"top_p\":1.01 | top_p",
        "\"max_tokens\":0 | max_tokens",
        "\"max_tokens\":1.5 | max_tokens",
        "\"max_tokens\":99999999999999999999 | max_tokens",
        "\"seed\":\"x\" | seed",
        "\"stop\":\"\" | stop",
        "\"stop\":[1] | stop[0]",
        "\"logit_bias\":{\"x\":1} | logit_bias",
        "\"logit_bias\":{\"298\":1} | logit_bias",
        "\"logit_bias\":{\"3\":101} | logit_bias.3",
        "\"stream\":1 | stream",
        "\"messages\":[] | messages",
        "\"messages\":[{\"role\":\"tool\",\"content\":\"x\"}] | messages[0].role",
        "\"messages\":[{\"role\":\"user\"}] | messages[0].content",
        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}] | messages[0].content[0].type",
        "\"messages\":[{\"role\":\"user\",\"content\":\"x\",\"tool_calls\":[]}] | messages[0].tool_calls",
      })
  void namesWhatItRefuses(String member, String param) throws Exception {
    String known = member.startsWith("\"messages\"") ? "\"model\":\"tiny\"" : USER;
    JsonNode error = refused(CHAT, 400, "{" + known + "," + member + "}");
    assertThat(error.member("param").text()).isEqualTo(param);
    assertThat(error.member("type").text()).isEqualTo("invalid_request_error");
    assertThat(error.member("message").text()).startsWith(param);
  }

  @Test
  void namesOtherFaults() throws Exception {
    assertThat(code(CHAT, 400, "no JSON, the canary sings")).isEqualTo("invalid_json");
    assertThat(code(CHAT, 400, "[]")).isEqualTo("invalid_json");
    assertThat(code(CHAT, 400, "{" + USER + "}x")).isEqualTo("invalid_json");
    assertThat(code(CHAT, 400, "{" + USER + "," + USER + "}")).isEqualTo("invalid_json");
    assertThat(code(CHAT, 400, "{\"model\":" + "[".repeat(99))).isEqualTo("invalid_json");
    assertThat(code(CHAT, 400, "{\"model\":\"tiny\"}")).isEqualTo("missing_required_parameter");
    assertThat(code(CHAT, 400, "{}")).isEqualTo("missing_required_parameter");
    assertThat(code(CHAT, 404, "{\"model\":\"huge\"}")).isEqualTo("model_not_found");
    assertThat(code("/v1/audio/transcriptions", 404, "{}")).isEqualTo("not_found");
    assertThat(code(CHAT, 400, "{" + USER.replace("hello", "x".repeat(600)) + "}"))
        .isEqualTo("context_length_exceeded");
    assertThat(code(CHAT, 400, "{" + USER.replace("hello", "a\\u0000b") + "}"))
        .isEqualTo("invalid_value");
    JsonNode anthropic =
        JsonNode.parseWithNulls(
            text(backend.send(call("/v1/messages", "{" + USER + ",\"tools\":[]}"))));
    assertThat(anthropic.member("type").text()).isEqualTo("error");
    assertThat(anthropic.member("error").member("message").text()).contains("tools");
    assertThat(code("/v1/messages", 400, "{" + USER + "}")).isEqualTo("missing_required_parameter");
  }

  @Test
  void errorsQuoteNothing() throws Exception {
    for (String body :
        List.of(
            "the canary sings",
            "{\"model\":\"tiny\",\"messages\":\"the canary sings\"}",
            "{" + USER + ",\"temperature\":\"the canary sings\"}",
            "{" + USER + ",\"stop\":[{\"the\":\"canary sings\"}]}",
            "{" + USER.replace("hello", "the canary sings".repeat(60)) + "}")) {
      assertThat(text(backend.send(call(CHAT, body)))).contains("error").doesNotContain("canary");
    }
  }

  private static String code(String path, int status, String body) throws Exception {
    return refused(path, status, body).member("code").text();
  }

  private static JsonNode refused(String path, int status, String body) throws Exception {
    BackendAnswer answer = backend.send(call(path, body));
    assertThat(answer.status()).isEqualTo(status);
    return JsonNode.parseWithNulls(text(answer)).member("error");
  }

  private static BackendAnswer post(String path, String body) throws Exception {
    BackendAnswer answer = backend.send(call(path, body));
    assertThat(answer.status()).isEqualTo(200);
    return answer;
  }

  private static BackendCall call(String path, String body) {
    return new BackendCall("POST", path, "application/json", Bytes.utf8(body));
  }

  private static String text(BackendAnswer answer) throws IOException {
    try (answer) {
      return new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static JsonNode json(BackendAnswer answer) throws Exception {
    return JsonNode.parseWithNulls(text(answer));
  }

  private static String content(JsonNode whole) throws Exception {
    return whole.member("choices").items().getFirst().member("message").member("content").anyText();
  }

  /// The events of a stream, which must have ended properly.
  private static List<JsonNode> events(BackendAnswer answer) throws Exception {
    assertThat(answer.contentType()).isEqualTo("text/event-stream");
    List<JsonNode> events = new ArrayList<>();
    String all = text(answer);
    assertThat(all).endsWith("\n\n");
    for (String line : all.lines().filter(line -> line.startsWith("data: ")).toList()) {
      String data = line.substring(6);
      if (!data.equals("[DONE]")) {
        events.add(JsonNode.parseWithNulls(data));
      }
    }
    return events;
  }

  private static List<String> types(List<JsonNode> events) throws Exception {
    List<String> types = new ArrayList<>();
    for (JsonNode event : events) {
      types.add(event.member("type").text());
    }
    return types;
  }

  private static Streamed chat(BackendAnswer answer) throws Exception {
    List<JsonNode> events = events(answer);
    StringBuilder text = new StringBuilder();
    String reason = "";
    for (JsonNode event : events) {
      if (!(event.member("choices").value() instanceof List<?> list) || list.isEmpty()) {
        continue;
      }
      JsonNode choice = event.member("choices").items().getFirst();
      Optional<JsonNode> content = choice.member("delta").optional("content");
      text.append(content.isPresent() ? content.get().anyText() : "");
      Optional<JsonNode> finish = choice.optional("finish_reason");
      reason = finish.isPresent() ? finish.get().text() : reason;
    }
    return new Streamed(events, text.toString(), reason);
  }
}
