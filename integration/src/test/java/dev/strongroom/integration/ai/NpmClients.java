// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.ai;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.integration.npm.NpmScript;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.OptionalInt;

/// The clients `openai` and `@anthropic-ai/sdk`, unmodified. Used by one thread.
final class NpmClients implements AutoCloseable {
  /// How a client's question ended.
  ///
  /// @param pieces of text that its user was shown
  /// @param end `complete` or `error`
  /// @param status of HTTP, as the client's error has it; 0 if it has none
  /// @param code as the client's error has it
  /// @param message that a user is shown
  /// @param tokens that were written, as the client was told; empty if it wasn't
  record Answer(
      List<String> pieces,
      String end,
      int status,
      String code,
      String message,
      OptionalInt tokens) {
    /// The pieces in one.
    String text() {
      return String.join("", pieces);
    }

    private static Answer of(JsonNode json) throws IOException {
      try {
        boolean failed = json.member("end").text().equals("error");
        return new Answer(
            ((List<?>) json.member("pieces").value()).stream().map(String::valueOf).toList(),
            json.member("end").text(),
            failed ? json.member("status").integer(0, 599) : 0,
            failed ? json.member("code").anyText() : "",
            failed ? json.member("message").anyText() : "",
            json.optional("tokens").isPresent()
                ? OptionalInt.of(json.member("tokens").integer(0, 1 << 20))
                : OptionalInt.empty());
      } catch (MalformedJsonException e) {
        throw new IOException(e);
      }
    }
  }

  private final NpmScript script;

  private NpmClients(NpmScript script) {
    this.script = script;
  }

  /// Starts them.
  ///
  /// @return them, ready; an aborted test where Node.js, npm or its registry aren't
  static NpmClients start() throws IOException, InterruptedException {
    return new NpmClients(NpmScript.start("ai", "openai and @anthropic-ai/sdk", "ask.mjs"));
  }

  /// Asks.
  ///
  /// @param kind `chat`, `counted` (a chat of 24 tokens at most, by a seed, with their number),
  ///   `whole`, `response`, `conversation`, `models` or `message`
  Answer ask(String kind, URI endpoint, String model) throws IOException {
    String answer = script.ask(kind + " " + endpoint + " " + model);
    try {
      return Answer.of(JsonNode.parse(answer));
    } catch (MalformedJsonException e) {
      throw new IOException(answer, e);
    }
  }

  @Override
  public void close() {
    script.close();
  }
}
