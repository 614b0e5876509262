// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.canary;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a server of models says, in the forms of OpenAI's and Anthropic's interfaces. The last
/// manner and number that a request has in it say how.
///
/// @param answer the word in answers
/// @param error the word in what is said of failures
/// @param frame the word around answers
record ModelAnswers(String answer, String error, String frame) {
  private static final Pattern MANNER = Pattern.compile(".*manner-([A-Z]+)", Pattern.DOTALL);
  private static final Pattern NUMBER = Pattern.compile(".*number-([0-9]+)", Pattern.DOTALL);
  private static final AtomicInteger IDS = new AtomicInteger();

  /// Bytes of a head, an event and an answer that are too many to be held.
  private static final int MUCH_HEAD = 40_000;

  private static final int MUCH_EVENT = 5 << 20;
  private static final int MUCH_ANSWER = 400_000;

  /// Waits until a test lets an answer go on.
  interface Held {
    void await() throws IOException;
  }

  /// Answers one request.
  ///
  /// @return whether the connection is good for another
  boolean answer(String path, String body, OutputStream out, Held held) throws IOException {
    Matcher said = MANNER.matcher(body);
    Manner manner = said.lookingAt() ? Manner.valueOf(said.group(1)) : Manner.GOOD;
    Matcher counted = NUMBER.matcher(body);
    String number = (counted.lookingAt() ? counted.group(1) : "0") + "z";
    boolean stream = body.contains("\"stream\":true");
    switch (manner) {
      case ERROR -> whole(out, "500 Failed", "text/plain", error + number + ": about " + body);
      case REFUSED ->
          whole(
              out,
              "400 " + frame + number,
              "application/json",
              "{\"error\":{\"message\":\"%s\",\"type\":\"%s\",\"param\":\"%s\",\"code\":\"%s\"}}"
                  .replace("%s", error + number));
      case HEAD -> {
        write(out, "HTTP/1.1 200 " + frame + number + "\r\nx-" + frame + ": ");
        write(out, (frame + number).repeat(MUCH_HEAD / frame.length()));
        write(out, "\r\n\r\n");
        return false;
      }
      default -> {
        if (stream) {
          return events(out, manner, events(path, answer + number), held);
        }
        return json(out, manner, json(path, answer + number, body));
      }
    }
    return true;
  }

  private boolean json(OutputStream out, Manner manner, String json) throws IOException {
    String type = "application/json";
    switch (manner) {
      case FIELDS ->
          write(
              out,
              "HTTP/1.1 200 OK\r\ncontent-type: %s\r\nset-cookie: %s=%s\r\nx-%s: %s\r\ncontent-length: %d\r\n\r\n%s"
                  .formatted(type, frame, frame, frame, frame, utf8(json).length, json));
      case CUT -> {
        write(out, head("200 OK", type) + "content-length: " + utf8(json).length + "\r\n\r\n");
        write(out, json.substring(0, json.length() - 2));
        return false;
      }
      case BROKEN -> whole(out, "200 OK", type, json.substring(0, json.length() - 2) + "\"" + json);
      case BEHIND -> {
        whole(out, "200 OK", type, json);
        write(out, frame.repeat(20));
        return false;
      }
      case HUGE -> {
        write(out, head("200 OK", type) + "content-length: " + 2 * MUCH_ANSWER + "\r\n\r\n");
        write(out, json.repeat(MUCH_ANSWER / json.length()));
        return false;
      }
      default -> whole(out, "200 OK", type, json);
    }
    return true;
  }

  private boolean events(OutputStream out, Manner manner, List<String> events, Held held)
      throws IOException {
    write(out, head("200 OK", "text/event-stream"));
    if (manner == Manner.FIELDS) {
      write(out, "set-cookie: " + frame + "\r\nx-" + frame + ": " + frame + "\r\n");
    }
    write(out, "transfer-encoding: chunked\r\n\r\n");
    chunk(out, events.getFirst());
    String second = events.get(1);
    switch (manner) {
      case HELD -> held.await();
      case CUT -> {
        write(out, Integer.toHexString(utf8(second).length) + "\r\n");
        write(out, second.substring(0, second.length() - 5));
        return false;
      }
      case BROKEN -> chunk(out, "data: " + answer + "\rdata: {\"" + answer + "\":\"\n\n");
      case BEHIND -> {
        for (String event : events) {
          chunk(out, event);
        }
      }
      case HUGE -> chunk(out, "data: " + answer.repeat(MUCH_EVENT / answer.length()) + "\n\n");
      default -> {}
    }
    for (String event : events.subList(1, events.size())) {
      chunk(out, event);
    }
    write(out, "0\r\n\r\n");
    return true;
  }

  private static String json(String path, String words, String body) {
    return switch (path) {
      case "/v1/embeddings" -> embeddings(words, body);
      case "/v1/responses" -> response(words);
      case "/v1/messages" ->
          "{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":[{\"type\":\"text\",\"text\":\"%s\"}],\"usage\":{\"input_tokens\":3,\"output_tokens\":5}}"
              .formatted(words);
      case "/v1/completions" ->
          "{\"id\":\"c\",\"object\":\"text_completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"text\":\"%s\",\"finish_reason\":\"stop\"}]}"
              .formatted(words);
      default ->
          "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"%s\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":5}}"
              .formatted(words);
    };
  }

  private static String response(String words) {
    int id = IDS.incrementAndGet();
    return "{\"id\":\"resp_%d\",\"object\":\"response\",\"status\":\"completed\",\"output\":[{\"id\":\"msg_%d\",\"type\":\"message\",\"role\":\"assistant\",\"status\":\"completed\",\"content\":[{\"type\":\"output_text\",\"text\":\"%s\",\"annotations\":[]}]}]}"
        .formatted(id, id, words);
  }

  private static String embeddings(String words, String body) {
    int count = 1;
    try {
      if (JsonNode.parse(body).member("input").value() instanceof List<?> texts) {
        count = texts.size();
      }
    } catch (MalformedJsonException e) {
      // One place is as good as any.
      count = 1;
    }
    List<String> places = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      places.add(
          "{\"object\":\"embedding\",\"index\":" + i + ",\"embedding\":[0.25,-0.5,0.75,0.125]}");
    }
    return "{\"object\":\"list\",\"model\":\"m\",\"said\":\""
        + words
        + "\",\"data\":["
        + String.join(",", places)
        + "]}";
  }

  private static List<String> events(String path, String words) {
    return switch (path) {
      case "/v1/messages" ->
          List.of(
              "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"%s\"}}\n\n"
                  .formatted(words),
              "event: ping\ndata: {\"type\":\"ping\",\"about\":\"%s\"}\n\n".formatted(words),
              "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
      case "/v1/responses" ->
          List.of(
              "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\"%s\"}\n\n"
                  .formatted(words),
              "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":%s}\n\n"
                  .formatted(response(words)));
      default -> List.of(completion(words), completion(words + " again"), "data: [DONE]\n\n");
    };
  }

  private static String completion(String words) {
    return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"text\":\"%s\",\"delta\":{\"content\":\"%s\"},\"finish_reason\":null}]}\n\n"
        .formatted(words, words);
  }

  private static String head(String status, String type) {
    return "HTTP/1.1 " + status + "\r\ncontent-type: " + type + "\r\n";
  }

  private static void whole(OutputStream out, String status, String type, String body)
      throws IOException {
    write(out, head(status, type) + "content-length: " + utf8(body).length + "\r\n\r\n" + body);
  }

  private static void chunk(OutputStream out, String text) throws IOException {
    write(out, Integer.toHexString(utf8(text).length) + "\r\n" + text + "\r\n");
    out.flush();
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(utf8(text));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
