// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.embedded;

import tools.jackson.core.JsonGenerator;

/// OpenAI's chat completions, and the completions before them.
///
/// @param head what every answer has
/// @param chat whether it is a chat's
record ChatShape(Head head, boolean chat) implements Shape {
  @Override
  public String whole(String text, Outcome outcome) {
    return AnswerJson.object(json -> {
      head(json, chat ? "chat.completion" : "text_completion");
      AnswerJson.single(
          json,
          "choices",
          choice -> {
            if (chat) {
              AnswerJson.object(
                  choice,
                  "message",
                  message -> {
                    message.writeStringProperty("role", "assistant");
                    message.writeStringProperty("content", text);
                    message.writeNullProperty("refusal");
                  });
            } else {
              choice.writeStringProperty("text", text);
            }
            finish(choice, reason(outcome));
          });
      usage(json, outcome);
    });
  }

  @Override
  public String begin(int promptTokens) {
    if (!chat) {
      return "";
    }
    return chunk(choice -> {
      AnswerJson.object(
          choice,
          "delta",
          delta -> {
            delta.writeStringProperty("role", "assistant");
            delta.writeStringProperty("content", "");
          });
      finish(choice, "");
    });
  }

  @Override
  public String piece(String text) {
    return chunk(choice -> {
      content(choice, text);
      finish(choice, "");
    });
  }

  @Override
  public String end(String text, Outcome outcome) {
    String last =
        chunk(choice -> {
          content(choice, "");
          finish(choice, reason(outcome));
        });
    String used =
        !head.usage()
            ? ""
            : AnswerJson.event(json -> {
              head(json, object());
              json.writeArrayPropertyStart("choices");
              json.writeEndArray();
              usage(json, outcome);
            });
    return last + used + "data: [DONE]\n\n";
  }

  private String chunk(AnswerJson.Members choice) {
    return AnswerJson.event(json -> {
      head(json, object());
      AnswerJson.single(json, "choices", choice);
      if (head.usage()) {
        json.writeNullProperty("usage");
      }
    });
  }

  private String object() {
    return chat ? "chat.completion.chunk" : "text_completion";
  }

  private void content(JsonGenerator choice, String text) {
    if (!chat) {
      choice.writeStringProperty("text", text);
      return;
    }
    AnswerJson.object(
        choice,
        "delta",
        delta -> {
          if (!text.isEmpty()) {
            delta.writeStringProperty("content", text);
          }
        });
  }

  private void head(JsonGenerator json, String object) {
    json.writeStringProperty("id", head.id());
    json.writeStringProperty("object", object);
    json.writeNumberProperty("created", head.created());
    json.writeStringProperty("model", head.model());
  }

  private static void finish(JsonGenerator choice, String reason) {
    choice.writeNumberProperty("index", 0);
    choice.writeNullProperty("logprobs");
    if (reason.isEmpty()) {
      choice.writeNullProperty("finish_reason");
    } else {
      choice.writeStringProperty("finish_reason", reason);
    }
  }

  private static String reason(Outcome outcome) {
    return outcome.full() ? "length" : "stop";
  }

  private static void usage(JsonGenerator json, Outcome outcome) {
    AnswerJson.object(
        json,
        "usage",
        usage -> {
          usage.writeNumberProperty("prompt_tokens", outcome.promptTokens());
          usage.writeNumberProperty("completion_tokens", outcome.tokens());
          usage.writeNumberProperty("total_tokens", outcome.promptTokens() + outcome.tokens());
        });
  }
}
