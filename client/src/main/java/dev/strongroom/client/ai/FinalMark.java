// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// How a stream of events says that it is whole. HTTP's own end isn't enough: a gateway's back end
/// may have died, and somebody between may have ended the body in good order.
enum FinalMark {
  /// OpenAI's completions: data `[DONE]`.
  DONE(true, ""),
  /// OpenAI's responses: a last event in which the model's server says how it ended.
  RESPONSE(false, "response.completed response.incomplete response.failed"),
  /// OpenAI's transcriptions.
  TRANSCRIPT(true, "transcript.text.done"),
  /// Anthropic's messages.
  MESSAGE(false, "message_stop");

  /// The most of a line that is looked at: marks are short.
  private static final int LOOKED_AT = 128;

  /// Whether data `[DONE]` is one.
  private final boolean done;

  /// Names of events, with spaces between them.
  private final String types;

  FinalMark(boolean done, String types) {
    this.done = done;
    this.types = types;
  }

  private List<String> types() {
    return List.of(types.split(" ", -1));
  }

  /// Which one a path's streams have.
  static FinalMark of(String path) {
    return switch (path) {
      case "/v1/responses" -> RESPONSE;
      case "/v1/messages" -> MESSAGE;
      case "/v1/audio/transcriptions", "/v1/audio/translations" -> TRANSCRIPT;
      default -> DONE;
    };
  }

  /// Whether a line makes its event the final one: by the event's name, or by its data, which is
  /// the mark itself or an object with that type.
  ///
  /// @param line with its bytes from `start` to `end`, without the line's end
  boolean isIn(byte[] line, int start, int end) {
    int colon = start;
    while (colon < end && line[colon] != ':') {
      colon++;
    }
    String field = text(line, start, colon);
    return switch (field) {
      case "event" -> isType(text(line, colon + 1, end).strip());
      case "data" ->
          (done && text(line, colon + 1, end).strip().equals("[DONE]"))
              || (!types.isEmpty() && isType(TopLevelType.of(line, colon + 1, end)));
      default -> false;
    };
  }

  /// As much as is needed to tell marks from other texts.
  private static String text(byte[] line, int start, int end) {
    int length = Math.clamp(end - start, 0, LOOKED_AT);
    return new String(line, Math.min(start, end), length, StandardCharsets.UTF_8);
  }

  private boolean isType(String type) {
    return !type.isEmpty() && types().contains(type);
  }

  /// For people.
  String described() {
    return this == DONE ? "[DONE]" : types.replace(" ", " or ");
  }
}
