// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.log;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.client.AttestedHttpClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/// A log behind HTTP: an enclave's, or any web server's with a mirror. Thread-safe.
public final class HttpLog implements LogSource {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  private final URI prefix;
  private final Sending sending;

  private interface Sending {
    HttpResponse<byte[]> send(HttpRequest request, BodyHandler<byte[]> handler)
        throws IOException, InterruptedException;
  }

  private HttpLog(URI prefix, Sending sending) {
    this.prefix = prefix;
    this.sending = sending;
  }

  /// A log over the attested channel.
  ///
  /// @param prefix ends with a slash
  public static HttpLog attested(AttestedHttpClient client, URI prefix) {
    return new HttpLog(prefix, client::send);
  }

  /// A log over a connection that shows nothing by itself.
  ///
  /// @param prefix ends with a slash
  public static HttpLog plain(HttpClient client, URI prefix) {
    return new HttpLog(prefix, client::send);
  }

  @Override
  public Optional<Bytes> read(String path, int limit) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(prefix.resolve(path)).timeout(PATIENCE).build();
    HttpResponse<byte[]> response =
        sending.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), limit));
    return switch (response.statusCode()) {
      case OK -> Optional.of(Bytes.copyOf(response.body()));
      case NOT_FOUND -> Optional.empty();
      default -> throw new IOException(path + ": status " + response.statusCode());
    };
  }
}
