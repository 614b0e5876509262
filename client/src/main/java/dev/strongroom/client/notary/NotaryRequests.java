// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.notary;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.client.AttestedHttpClient;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Requests to one notary, repeated as long as it says that this may help.
final class NotaryRequests {
  private static final int UNAVAILABLE = 503;
  private static final int MOST_SECONDS = 3600;

  private final AttestedHttpClient http;
  private final URI server;
  private final Patience patience;

  NotaryRequests(AttestedHttpClient http, URI server, Patience patience) {
    this.http = http;
    this.server = server.resolve("/");
    this.patience = patience;
  }

  /// What the notary answered in the end.
  ///
  /// @param text the body
  /// @param retryAfter how long to wait, if the notary said so
  record Answer(int status, String text, Optional<Duration> retryAfter) {
    /// Why there is nothing else.
    NotaryRefusedException refusal() {
      try {
        JsonNode error = JsonNode.parse(text).member("error");
        return new NotaryRefusedException(
            status, error.member("code").text(), error.member("message").text());
      } catch (MalformedJsonException e) {
        return new NotaryRefusedException(status, "unknown", "status " + status);
      }
    }
  }

  Answer get(String path, int limit) throws IOException, InterruptedException {
    return send(request(path).build(), limit);
  }

  /// @param once the idempotency key, without which a repetition could enter things twice
  Answer post(String path, Map<String, Object> body, String once, int limit)
      throws IOException, InterruptedException {
    return send(
        request(path)
            .header("content-type", "application/json")
            .header("idempotency-key", once)
            .POST(BodyPublishers.ofString(CanonicalJson.text(body)))
            .build(),
        limit);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.resolve(path)).timeout(patience.answer());
  }

  private Answer send(HttpRequest request, int limit) throws IOException, InterruptedException {
    for (int repetition = 0; ; repetition++) {
      Answer answer = once(request, limit);
      if (answer.status() != UNAVAILABLE || repetition == patience.repetitions()) {
        return answer;
      }
      Duration pause = answer.retryAfter().orElse(patience.pause(repetition));
      Thread.sleep(pause.compareTo(patience.longest()) < 0 ? pause : patience.longest());
    }
  }

  private Answer once(HttpRequest request, int limit) throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        http.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), limit));
    String text = Bytes.copyOf(response.body()).asUtf8();
    return new Answer(
        response.statusCode(),
        text == null ? "" : text,
        response.headers().firstValue("retry-after").flatMap(NotaryRequests::seconds));
  }

  /// Only seconds: a notary sends no dates.
  private static Optional<Duration> seconds(String text) {
    return text.matches("[0-9]{1,4}") && Integer.parseInt(text) <= MOST_SECONDS
        ? Optional.of(Duration.ofSeconds(Integer.parseInt(text)))
        : Optional.empty();
  }
}
