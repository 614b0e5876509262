// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.faults;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.channel.signature.RequestSigner;
import dev.strongroom.channel.signature.RequestTarget;
import dev.strongroom.client.AttestedHttpClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// Somebody who asks a vault over the attested channel, with signed requests. Thread-safe.
final class VaultCaller {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

  private final AttestedHttpClient http;
  private final URI server;
  private final RequestKey key;
  private final RequestSigner signer =
      new RequestSigner(new SecureRandom(), Duration.ofSeconds(60));
  private volatile String epoch = "";

  VaultCaller(AttestedHttpClient http, URI server, RequestKey key) {
    this.http = http;
    this.server = server;
    this.key = key;
  }

  /// An answer.
  ///
  /// @param code of the refusal; empty if there is none
  record Answer(int status, JsonNode body, String code) {
    boolean done() {
      return status == 200 || status == 201;
    }
  }

  /// Asks.
  ///
  /// @param target path and query
  /// @throws IOException if there is no answer: nobody knows what was done
  Answer ask(String method, String target, String body) throws IOException, InterruptedException {
    if (epoch.isEmpty()) {
      epoch = text(send("GET", "/v1/vault", "", Map.of()).body(), "epoch");
    }
    String[] parts = target.split("\\?", 2);
    Map<String, String> headers =
        signer.sign(
            new RequestTarget(method, parts[0], parts.length > 1 ? parts[1] : ""),
            Bytes.utf8(body),
            epoch,
            Instant.now(),
            key);
    Answer answer = send(method, target, body, headers);
    if (answer.code().equals("other-epoch")) {
      epoch = "";
    }
    return answer;
  }

  private Answer send(String method, String target, String body, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(target))
            .timeout(ANSWER_WITHIN)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    headers.forEach(request::header);
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    try {
      JsonNode node = JsonNode.parse(response.body());
      return new Answer(
          response.statusCode(),
          node,
          node.optional("error").isPresent() ? node.member("error").member("code").text() : "");
    } catch (MalformedJsonException e) {
      throw new IOException(response.statusCode() + " " + response.body(), e);
    }
  }

  private static String text(JsonNode node, String member) throws IOException {
    try {
      return node.member(member).text();
    } catch (MalformedJsonException e) {
      throw new IOException(String.valueOf(node.value()), e);
    }
  }
}
