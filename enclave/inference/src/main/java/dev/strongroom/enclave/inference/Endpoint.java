// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import dev.strongroom.enclave.inference.stream.LastEvent;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/// What can be asked of a model.
public enum Endpoint {
  /// OpenAI's chat completions.
  CHAT("chat", "/v1/chat/completions"),
  /// OpenAI's completions.
  COMPLETIONS("completions", "/v1/completions"),
  /// OpenAI's responses.
  RESPONSES("responses", "/v1/responses"),
  /// OpenAI's embeddings.
  EMBEDDINGS("embeddings", "/v1/embeddings"),
  /// OpenAI's transcription of speech.
  TRANSCRIPTIONS("transcriptions", "/v1/audio/transcriptions"),
  /// Anthropic's messages.
  MESSAGES("messages", "/v1/messages");

  private final String scope;
  private final String path;

  Endpoint(String scope, String path) {
    this.scope = scope;
    this.path = path;
  }

  /// The endpoint at a path.
  public static Optional<Endpoint> at(String path) {
    return Arrays.stream(values()).filter(one -> one.path.equals(path)).findFirst();
  }

  /// Its short name.
  public String scope() {
    return scope;
  }

  /// Its path.
  public String path() {
    return path;
  }

  /// The last event of its streams.
  public LastEvent last() {
    return switch (this) {
      case CHAT, COMPLETIONS, EMBEDDINGS -> new LastEvent(true, Set.of());
      case RESPONSES ->
          new LastEvent(
              false, Set.of("response.completed", "response.incomplete", "response.failed"));
      case TRANSCRIPTIONS -> new LastEvent(true, Set.of("transcript.text.done"));
      case MESSAGES -> new LastEvent(false, Set.of("message_stop"));
    };
  }

  /// Whether its requests come as a form with a file, not as JSON.
  public boolean multipart() {
    return this == TRANSCRIPTIONS;
  }

  /// Whether its answers hold tokens that were generated.
  public boolean generates() {
    return this != EMBEDDINGS;
  }

  /// Whether its errors have Anthropic's shape.
  public boolean anthropic() {
    return this == MESSAGES;
  }
}
