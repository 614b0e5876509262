// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli.ai;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.client.ai.ConfidentialModels;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// How tests start local endpoints and ask them.
final class Endpoint {
  private Endpoint() {}

  /// An endpoint with keys; empty: none.
  static LocalModels start(
      ConfidentialModels models, List<String> problems, String key, String gatewayKey)
      throws IOException {
    return LocalModels.start(
        0,
        new LocalModels.Parts(
            models,
            "gateway:443",
            Optional.of(Bytes.fromHex("abcd")),
            new LocalDoor(Optional.of(key).filter(k -> !k.isEmpty()).map(Bytes::utf8)),
            Optional.of(gatewayKey).filter(k -> !k.isEmpty()),
            problems::add));
  }

  /// An endpoint without keys.
  static LocalModels start(ConfidentialModels models, List<String> problems) throws IOException {
    return start(models, problems, "", "");
  }

  static HttpRequest post(LocalModels local, String path, String body) {
    return HttpRequest.newBuilder(URI.create(local.uri() + path))
        .header("content-type", "application/json")
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return client.send(request, BodyHandlers.ofString());
    }
  }

  /// What comes back for bytes, until the connection ends.
  static String raw(LocalModels local, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), local.uri().getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  static String chat(String headers) {
    return "POST /v1/chat/completions HTTP/1.1\r\n"
        + headers
        + "content-length: 2\r\nconnection: close\r\n\r\n{}";
  }
}
