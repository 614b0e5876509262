// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.metrics;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// An answer over HTTP.
public record Asked(int status, @Nullable String type, String body) {

  /// Asks a server on the loopback.
  public static Asked of(InetSocketAddress server, String method, String path) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + server.getPort() + path).toURL().openConnection();
    connection.setRequestMethod(method);
    connection.setReadTimeout(10_000);
    int status = connection.getResponseCode();
    try (InputStream body =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      return new Asked(
          status,
          connection.getContentType(),
          new String(body.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
