// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.boot;

import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service.Handler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.Optional;

/// Hands requests to a program on the enclave's own loopback, and streams back what it answers.
final class Loopback implements Handler, AutoCloseable {
  private static final int LOWEST_STATUS = 200;
  private static final int HIGHEST_STATUS = 599;
  private static final int PIECE = 16 * 1024;

  private final int port;
  // It follows no redirects and keeps no cookies. No proxy: whoever sets one for the whole process
  // means connections to the outside.
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .proxy(HttpClient.Builder.NO_PROXY)
          .build();

  /// @param port of the program on 127.0.0.1
  Loopback(int port) {
    this.port = port;
  }

  /// @throws IOException if the program doesn't answer, or not in HTTP
  @Override
  public Response handle(Request request) throws IOException, InterruptedException {
    Optional<LoopbackAddress> address =
        LoopbackAddress.of(port, request.rawPath(), request.query());
    if (address.isEmpty()) {
      return Response.text(400, "not a path\n");
    }
    HttpRequest.Builder passed =
        HttpRequest.newBuilder(address.get().uri()).method(request.method(), body(request));
    PassedHeaders.of(request.headers())
        .forEach((name, values) -> values.forEach(value -> passed.header(name, value)));
    passed.header(PassedHeaders.PROTECTION, request.protection().name().toLowerCase(Locale.ROOT));
    HttpResponse<InputStream> answer = client.send(passed.build(), BodyHandlers.ofInputStream());
    if (answer.statusCode() < LOWEST_STATUS || answer.statusCode() > HIGHEST_STATUS) {
      answer.body().close();
      throw new IOException("the program answers with status " + answer.statusCode());
    }
    return new Response(
        answer.statusCode(),
        PassedHeaders.answered(answer.headers().map()),
        new Response.Body.Streamed(out -> passOn(answer.body(), out)));
  }

  private static BodyPublisher body(Request request) {
    return request.body().isEmpty()
        ? BodyPublishers.noBody()
        : BodyPublishers.ofByteArray(request.body().toByteArray());
  }

  /// What is there is sent when there is no more of it yet.
  private static void passOn(InputStream from, OutputStream out) throws IOException {
    try (from) {
      byte[] piece = new byte[PIECE];
      for (int n; (n = from.read(piece)) >= 0; ) {
        out.write(piece, 0, n);
        if (from.available() == 0) {
          out.flush();
        }
      }
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
