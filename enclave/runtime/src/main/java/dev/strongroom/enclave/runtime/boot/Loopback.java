// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.boot;

import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service.Handler;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Hands requests to a program on the enclave's own loopback, and streams back what it answers.
final class Loopback implements Handler, AutoCloseable {
  /// How a request came, for the program to see; what a client sends under this name is dropped.
  private static final String PROTECTION = "strongroom-protection";

  // Of one connection, or the JDK's client's own business (RFC 9110, 7.6.1).
  private static final Set<String> NOT_PASSED_ON =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          PROTECTION);

  private final int port;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Loopback(int port) {
    this.port = port;
  }

  @Override
  public Response handle(Request request) throws IOException, InterruptedException {
    HttpRequest.Builder passed =
        HttpRequest.newBuilder(address(request))
            .method(request.method(), BodyPublishers.ofByteArray(request.body().toByteArray()));
    request
        .headers()
        .forEach((name, values) -> {
          if (!NOT_PASSED_ON.contains(name)) {
            values.forEach(value -> passed.header(name, value));
          }
        });
    passed.header(PROTECTION, request.protection().name().toLowerCase(Locale.ROOT));
    HttpResponse<InputStream> answer = client.send(passed.build(), BodyHandlers.ofInputStream());
    return Response.streaming(
        answer.statusCode(),
        headers(answer),
        out -> {
          try (InputStream body = answer.body()) {
            byte[] piece = new byte[8192];
            for (int n; (n = body.read(piece)) >= 0; ) {
              out.write(piece, 0, n);
              out.flush();
            }
          }
        });
  }

  private URI address(Request request) throws IOException {
    try {
      String query = request.query().isEmpty() ? "" : "?" + request.query();
      URI path = new URI(null, null, request.path(), null);
      return new URI("http://127.0.0.1:" + port + path.getRawPath() + query);
    } catch (URISyntaxException e) {
      throw new IOException("a request for no address");
    }
  }

  /// Several of one name are joined, as RFC 9110, 5.3 allows.
  private static Map<String, String> headers(HttpResponse<?> answer) {
    Map<String, String> headers = new HashMap<>();
    for (Map.Entry<String, List<String>> header : answer.headers().map().entrySet()) {
      if (!NOT_PASSED_ON.contains(header.getKey()) && !header.getKey().startsWith(":")) {
        headers.put(header.getKey(), String.join(", ", header.getValue()));
      }
    }
    return headers;
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
