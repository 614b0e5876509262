// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.embedded;

import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// OpenAI's responses: one message of text. Not thread-safe: events are numbered.
final class ResponsesShape implements Shape {
  private final Head head;
  private int events;

  ResponsesShape(Head head) {
    this.head = head;
  }

  @Override
  public String whole(String text, Outcome outcome) {
    return AnswerJson.object(
        json -> response(json, status(outcome), Optional.of(text), Optional.of(outcome)));
  }

  @Override
  public String begin(int promptTokens) {
    return state("response.created", "in_progress")
        + state("response.in_progress", "in_progress")
        + event(
            "response.output_item.added",
            json -> {
              json.writeNumberProperty("output_index", 0);
              AnswerJson.object(json, "item", item -> item(item, "in_progress", Optional.empty()));
            })
        + event("response.content_part.added", json -> part(json, ""));
  }

  @Override
  public String piece(String text) {
    return event(
        "response.output_text.delta",
        json -> {
          place(json);
          json.writeStringProperty("delta", text);
          none(json, "logprobs");
        });
  }

  @Override
  public String end(String text, Outcome outcome) {
    String status = status(outcome);
    return event(
            "response.output_text.done",
            json -> {
              place(json);
              json.writeStringProperty("text", text);
              none(json, "logprobs");
            })
        + event("response.content_part.done", json -> part(json, text))
        + event(
            "response.output_item.done",
            json -> {
              json.writeNumberProperty("output_index", 0);
              AnswerJson.object(json, "item", item -> item(item, status, Optional.of(text)));
            })
        + event(
            "response." + status,
            json ->
                AnswerJson.object(
                    json,
                    "response",
                    response ->
                        response(response, status, Optional.of(text), Optional.of(outcome))));
  }

  private String state(String type, String status) {
    return event(
        type,
        json ->
            AnswerJson.object(
                json,
                "response",
                response -> response(response, status, Optional.empty(), Optional.empty())));
  }

  private String event(String type, AnswerJson.Members members) {
    int number = events++;
    return AnswerJson.event(
        type,
        json -> {
          json.writeNumberProperty("sequence_number", number);
          members.write(json);
        });
  }

  private static String status(Outcome outcome) {
    return outcome.full() ? "incomplete" : "completed";
  }

  private String itemId() {
    return "msg_" + head.id();
  }

  private void place(JsonGenerator json) {
    json.writeStringProperty("item_id", itemId());
    json.writeNumberProperty("output_index", 0);
    json.writeNumberProperty("content_index", 0);
  }

  private void part(JsonGenerator json, String text) {
    place(json);
    AnswerJson.object(json, "part", part -> text(part, text));
  }

  private static void text(JsonGenerator json, String text) {
    json.writeStringProperty("type", "output_text");
    json.writeStringProperty("text", text);
    none(json, "annotations");
    none(json, "logprobs");
  }

  private void item(JsonGenerator json, String status, Optional<String> text) {
    json.writeStringProperty("id", itemId());
    json.writeStringProperty("type", "message");
    json.writeStringProperty("status", status);
    json.writeStringProperty("role", "assistant");
    if (text.isPresent()) {
      AnswerJson.single(json, "content", part -> text(part, text.get()));
    } else {
      none(json, "content");
    }
  }

  private void response(
      JsonGenerator json, String status, Optional<String> text, Optional<Outcome> outcome) {
    json.writeStringProperty("id", "resp_" + head.id());
    json.writeStringProperty("object", "response");
    json.writeNumberProperty("created_at", head.created());
    json.writeStringProperty("status", status);
    json.writeNullProperty("error");
    if (status.equals("incomplete")) {
      AnswerJson.object(
          json,
          "incomplete_details",
          details -> details.writeStringProperty("reason", "max_output_tokens"));
    } else {
      json.writeNullProperty("incomplete_details");
    }
    json.writeNullProperty("instructions");
    json.writeStringProperty("model", head.model());
    if (text.isPresent()) {
      AnswerJson.single(json, "output", item -> item(item, status, text));
    } else {
      none(json, "output");
    }
    json.writeBooleanProperty("parallel_tool_calls", false);
    json.writeStringProperty("tool_choice", "none");
    none(json, "tools");
    json.writeBooleanProperty("store", false);
    outcome.ifPresentOrElse(used -> usage(json, used), () -> json.writeNullProperty("usage"));
  }

  private static void usage(JsonGenerator json, Outcome outcome) {
    AnswerJson.object(
        json,
        "usage",
        usage -> {
          usage.writeNumberProperty("input_tokens", outcome.promptTokens());
          AnswerJson.object(
              usage,
              "input_tokens_details",
              details -> details.writeNumberProperty("cached_tokens", 0));
          usage.writeNumberProperty("output_tokens", outcome.tokens());
          AnswerJson.object(
              usage,
              "output_tokens_details",
              details -> details.writeNumberProperty("reasoning_tokens", 0));
          usage.writeNumberProperty("total_tokens", outcome.promptTokens() + outcome.tokens());
        });
  }

  private static void none(JsonGenerator json, String name) {
    json.writeArrayPropertyStart(name);
    json.writeEndArray();
  }
}
