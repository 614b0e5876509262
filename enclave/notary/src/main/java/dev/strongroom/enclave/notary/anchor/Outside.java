// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.anchor;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.egress.Egress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The way to one place outside. Every call ends in time, and no answer is longer than it may be.
final class Outside {
  /// Of an answer, in bytes.
  static final int LONGEST_ANSWER = 1 << 16;

  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  private final HttpClient http;
  private final Duration within;

  private Outside(HttpClient http, Duration within) {
    this.http = http;
    this.within = within;
  }

  /// What a place answered.
  ///
  /// @param type the media type, empty if it says none
  record Answer(int status, String type, Bytes body) {}

  /// The way to the host of a URL.
  ///
  /// @param within how long a call may take
  /// @throws IOException if the egress doesn't allow it
  static Outside to(URI url, Egress egress, Duration within) throws IOException {
    if (String.valueOf(url.getScheme()).equals("https")) {
      egress.check(url.getHost(), url.getPort() < 0 ? HTTPS : url.getPort());
      return new Outside(egress.httpClient(), within);
    }
    InetSocketAddress tunnel =
        egress.tunnel(url.getHost(), url.getPort() < 0 ? HTTP : url.getPort());
    // As to a proxy, so that the place is asked for under its own name: a server has to understand
    // that too (RFC 9112, 3.2.2).
    HttpClient plain =
        HttpClient.newBuilder()
            .proxy(ProxySelector.of(tunnel))
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(within)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    return new Outside(plain, within);
  }

  /// Calls.
  ///
  /// @throws AnchorException if there is no answer, or too long a one
  Answer call(HttpRequest request) throws AnchorException, InterruptedException {
    // The client's own time limit ends where an answer's body begins.
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER));
    try {
      HttpResponse<byte[]> response = answer.get(within.toMillis(), TimeUnit.MILLISECONDS);
      return new Answer(
          response.statusCode(),
          response.headers().firstValue("content-type").orElse(""),
          Bytes.copyOf(response.body()));
    } catch (TimeoutException e) {
      throw new AnchorException(
          AnchorFailure.LATE, "no answer within " + within.toMillis() + " ms");
    } catch (ExecutionException e) {
      throw failed(e.getCause());
    } finally {
      // Does nothing to what is done; else it ends the connection.
      answer.cancel(true);
    }
  }

  private static AnchorException failed(@Nullable Throwable cause) {
    String message = String.valueOf(cause);
    return message.contains("body exceeds")
        ? new AnchorException(
            AnchorFailure.TOO_LONG, "an answer of more than " + LONGEST_ANSWER + " bytes")
        : new AnchorException(AnchorFailure.UNREACHABLE, message);
  }
}
