// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.embedded;

import tools.jackson.core.JsonGenerator;

/// Anthropic's messages.
///
/// @param head what every answer has
record MessagesShape(Head head) implements Shape {
  @Override
  public String whole(String text, Outcome outcome) {
    return AnswerJson.object(json ->
        message(
            json,
            content ->
                AnswerJson.single(
                    content,
                    "content",
                    block -> {
                      block.writeStringProperty("type", "text");
                      block.writeStringProperty("text", text);
                    }),
            end -> stop(end, outcome),
            outcome.promptTokens(),
            outcome.tokens()));
  }

  @Override
  public String begin(int promptTokens) {
    return AnswerJson.event(
            "message_start",
            json ->
                AnswerJson.object(
                    json,
                    "message",
                    started ->
                        message(
                            started,
                            content -> {
                              content.writeArrayPropertyStart("content");
                              content.writeEndArray();
                            },
                            end -> {
                              end.writeNullProperty("stop_reason");
                              end.writeNullProperty("stop_sequence");
                            },
                            promptTokens,
                            0)))
        + AnswerJson.event(
            "content_block_start",
            json -> {
              json.writeNumberProperty("index", 0);
              AnswerJson.object(
                  json,
                  "content_block",
                  block -> {
                    block.writeStringProperty("type", "text");
                    block.writeStringProperty("text", "");
                  });
            });
  }

  @Override
  public String piece(String text) {
    return AnswerJson.event(
        "content_block_delta",
        json -> {
          json.writeNumberProperty("index", 0);
          AnswerJson.object(
              json,
              "delta",
              delta -> {
                delta.writeStringProperty("type", "text_delta");
                delta.writeStringProperty("text", text);
              });
        });
  }

  @Override
  public String end(String text, Outcome outcome) {
    return AnswerJson.event("content_block_stop", json -> json.writeNumberProperty("index", 0))
        + AnswerJson.event(
            "message_delta",
            json -> {
              AnswerJson.object(json, "delta", delta -> stop(delta, outcome));
              AnswerJson.object(
                  json,
                  "usage",
                  usage -> {
                    usage.writeNumberProperty("input_tokens", outcome.promptTokens());
                    usage.writeNumberProperty("output_tokens", outcome.tokens());
                  });
            })
        + AnswerJson.event("message_stop", _ -> {});
  }

  private void message(
      JsonGenerator json,
      AnswerJson.Members content,
      AnswerJson.Members end,
      int promptTokens,
      int tokens) {
    json.writeStringProperty("id", head.id());
    json.writeStringProperty("type", "message");
    json.writeStringProperty("role", "assistant");
    json.writeStringProperty("model", head.model());
    content.write(json);
    end.write(json);
    AnswerJson.object(
        json,
        "usage",
        usage -> {
          usage.writeNumberProperty("input_tokens", promptTokens);
          usage.writeNumberProperty("output_tokens", tokens);
        });
  }

  private static void stop(JsonGenerator json, Outcome outcome) {
    json.writeStringProperty(
        "stop_reason",
        outcome.stop().isPresent() ? "stop_sequence" : outcome.full() ? "max_tokens" : "end_turn");
    if (outcome.stop().isPresent()) {
      json.writeStringProperty("stop_sequence", outcome.stop().get());
    } else {
      json.writeNullProperty("stop_sequence");
    }
  }
}
