// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// How a stream of events says that it is whole. HTTP's own end isn't enough: a gateway's back end
/// may have died, and somebody between may have ended the body in good order.
enum FinalMark {
  /// OpenAI's completions: data `[DONE]`.
  DONE(""),
  /// OpenAI's responses: a last event in which the model's server says how it ended.
  RESPONSE("response.completed response.incomplete response.failed"),
  /// OpenAI's transcriptions.
  TRANSCRIPT("transcript.text.done"),
  /// Anthropic's messages.
  MESSAGE("message_stop");

  /// The most of a line that is looked at: marks are at its beginning.
  private static final int LOOKED_AT = 128;

  /// Names of events, with spaces between them.
  private final String types;

  FinalMark(String types) {
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

  /// Whether a line makes its event the final one: by the event's name, or by the member `type`
  /// that begins its data.
  ///
  /// @param line with its bytes from `start` to `end`, without the line's end
  boolean isIn(byte[] line, int start, int end) {
    String text = new String(line, start, Math.min(end - start, LOOKED_AT), StandardCharsets.UTF_8);
    int colon = text.indexOf(':');
    if (colon < 0) {
      return false;
    }
    String value = text.substring(colon + 1).strip();
    return switch (text.substring(0, colon)) {
      case "event" -> this != DONE && types().contains(value);
      case "data" -> this == DONE ? value.equals("[DONE]") : isTyped(value);
      default -> false;
    };
  }

  private boolean isTyped(String data) {
    String compact = data.replace(" ", "");
    return types().stream().anyMatch(type -> compact.startsWith("{\"type\":\"" + type + "\""));
  }

  /// For people.
  String described() {
    return this == DONE ? "[DONE]" : types.replace(" ", " or ");
  }
}
