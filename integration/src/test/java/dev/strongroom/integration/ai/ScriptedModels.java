// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.ai;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// Answers as a gateway to models does, in the formats of OpenAI's and Anthropic's interfaces. The
/// model `cut` dies in the middle, `unfinished` forgets the final mark.
final class ScriptedModels implements Service {
  /// What it was asked, by all its boots: method and path.
  static final List<String> ASKED = new CopyOnWriteArrayList<>();

  /// The keys that came along.
  static final List<String> KEYS = new CopyOnWriteArrayList<>();

  ScriptedModels() {}

  @Override
  public Handler start(Enclave enclave) {
    return request -> {
      ASKED.add(request.method() + " " + request.path());
      request.header("authorization").ifPresent(KEYS::add);
      return request.confidential() ? answer(request) : Response.json(403, "{\"error\":{}}");
    };
  }

  private static Response answer(Request request) {
    String body = String.valueOf(request.body().asUtf8());
    return switch (request.path()) {
      case "/v1/models" ->
          Response.json(
              200,
              "{\"object\":\"list\",\"data\":[{\"id\":\"tiny\",\"object\":\"model\",\"created\":1}]}");
      case "/v1/confidentiality" -> Response.json(200, "{\"backends\":[]}");
      case "/v1/chat/completions" ->
          body.contains("\"stream\":true") || body.contains("\"stream\" : true")
              ? streamed(body, completion())
              : whole(body);
      case "/v1/messages" -> streamed(body, message());
      case "/v1/responses" -> streamed(body, response());
      case "/v1/embeddings" ->
          new Response(
              200,
              Map.of("content-type", "application/json", "strongroom-request-id", "r-1"),
              Bytes.utf8("{\"salt\":\"" + request.header("strongroom-receipt").orElse("") + "\"}"));
      case "/v1/receipts/r-1" -> Response.json(200, "{\"receipt\":\"r-1\"}");
      default -> Response.json(404, "{\"error\":{\"message\":\"no such page\"}}");
    };
  }

  private static Response whole(String body) {
    String text =
        "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"tiny\",\"choices\":"
            + "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hello\"},"
            + "\"finish_reason\":\"stop\"}]}";
    if (!body.contains("\"cut\"")) {
      return Response.json(200, text);
    }
    return Response.streaming(
        200,
        Map.of("content-type", "application/json"),
        out -> {
          out.write(text.substring(0, 40).getBytes(StandardCharsets.UTF_8));
          out.flush();
          throw new IOException("the model died");
        });
  }

  private static Response streamed(String body, List<String> events) {
    int end = body.contains("\"unfinished\"") ? events.size() - 1 : events.size();
    return Response.streaming(
        200,
        Map.of("content-type", "text/event-stream"),
        out -> {
          for (int i = 0; i < end; i++) {
            if (body.contains("\"cut\"") && i == events.size() / 2) {
              throw new IOException("the model died");
            }
            out.write(events.get(i).getBytes(StandardCharsets.UTF_8));
            out.flush();
          }
        });
  }

  private static List<String> completion() {
    List<String> events = new ArrayList<>();
    for (String word : List.of("Hel", "lo ", "wor", "ld")) {
      events.add(
          "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"tiny\","
              + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
              + word
              + "\"},\"finish_reason\":null}]}\n\n");
    }
    events.add("data: [DONE]\n\n");
    return events;
  }

  private static List<String> message() {
    List<String> events = new ArrayList<>();
    events.add(
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\","
            + "\"type\":\"message\",\"role\":\"assistant\",\"content\":[],\"model\":\"tiny\"}}\n\n");
    for (String word : List.of("Hel", "lo ", "wor", "ld")) {
      events.add(
          "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
              + "\"delta\":{\"type\":\"text_delta\",\"text\":\""
              + word
              + "\"}}\n\n");
    }
    events.add("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    return events;
  }

  private static List<String> response() {
    List<String> events = new ArrayList<>();
    events.add(
        "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{}}\n\n");
    for (String word : List.of("Hel", "lo ", "wor", "ld")) {
      events.add(
          "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\","
              + "\"delta\":\""
              + word
              + "\"}\n\n");
    }
    events.add(
        "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{}}\n\n");
    return events;
  }
}
