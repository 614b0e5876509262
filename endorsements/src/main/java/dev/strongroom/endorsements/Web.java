// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Asks over HTTPS: answers of bounded length in bounded time, from nobody but the host that was
/// asked. Pauses as long as a service asks for, within limits.
final class Web implements AutoCloseable {
  private static final int MOST_REDIRECTS = 3;
  private static final int TOO_MANY = 429;
  private static final int UNAVAILABLE = 503;

  private final HttpClient client;
  private final Patience patience;
  private final InstantSource clock;

  Web(Patience patience, InstantSource clock) {
    this.patience = patience;
    this.clock = clock;
    client =
        HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER)
            .connectTimeout(patience.answer())
            .build();
  }

  /// Asks, and again after a pause where the service wants one.
  ///
  /// @throws FetchException if there is no answer of status 200
  /// @throws InterruptedException if the thread was interrupted meanwhile
  Answer ask(Question question) throws FetchException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      HttpResponse<Bytes> response = followed(question);
      int status = response.statusCode();
      if (status == 200) {
        return new Answer(
            response.body(),
            question.header().isEmpty()
                ? Optional.empty()
                : response.headers().firstValue(question.header()));
      }
      if (status == 404) {
        throw question.failed(Problem.NOT_FOUND, "the service has none");
      }
      if (status != TOO_MANY && status != UNAVAILABLE) {
        throw question.failed(Problem.STATUS, "status " + status);
      }
      Duration wanted = RetryAfter.of(response.headers(), clock.instant(), attempt);
      if (wanted.compareTo(patience.retryAfter()) > 0) {
        throw question.failed(
            Problem.RATE_LIMITED, "status " + status + ", to be asked again after " + wanted);
      }
      if (attempt >= patience.attempts()) {
        throw question.failed(
            Problem.RATE_LIMITED, "status " + status + " to each of " + attempt + " requests");
      }
      patience.pause().of(wanted);
    }
  }

  private HttpResponse<Bytes> followed(Question question)
      throws FetchException, InterruptedException {
    URI url = question.url();
    for (int redirects = 0; ; redirects++) {
      requireSafe(question, url);
      HttpResponse<Bytes> response = once(question, url);
      if (response.statusCode() < 300 || response.statusCode() > 399) {
        return response;
      }
      if (redirects == MOST_REDIRECTS || question.post().isPresent()) {
        throw question.failed(Problem.REDIRECTED, "more often than " + redirects + " times");
      }
      URI next = target(question, url, response);
      if (!sameOrigin(url, next)) {
        throw question.failed(Problem.REDIRECTED, "to another host: " + next);
      }
      url = next;
    }
  }

  private HttpResponse<Bytes> once(Question question, URI url)
      throws FetchException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(patience.answer());
    question
        .post()
        .ifPresent(body ->
            request
                .header("Content-Type", "application/ocsp-request")
                .POST(BodyPublishers.ofByteArray(body.toByteArray())));
    CompletableFuture<HttpResponse<Bytes>> answer =
        client.sendAsync(request.build(), _ -> new BoundedBody(question.limit()));
    try {
      return answer.get(patience.answer().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw question.failed(Problem.TIMED_OUT, "no whole answer within " + patience.answer());
    } catch (ExecutionException e) {
      throw failed(question, e.getCause());
    } finally {
      // Ends the connection, if it is still in use.
      boolean _ = answer.cancel(true);
    }
  }

  private static FetchException failed(Question question, @Nullable Throwable cause) {
    return switch (cause) {
      case BoundedBody.TooLongException _ ->
          question.failed(Problem.TOO_LONG, "longer than " + question.limit() + " bytes");
      case java.net.http.HttpTimeoutException _ ->
          question.failed(Problem.TIMED_OUT, "no connection or answer in time");
      case IOException e ->
          question.failed(
              Problem.UNREACHABLE, Objects.requireNonNullElse(e.getMessage(), "no connection"));
      case null, default -> question.failed(Problem.UNREACHABLE, String.valueOf(cause));
    };
  }

  private static URI target(Question question, URI from, HttpResponse<Bytes> response)
      throws FetchException {
    try {
      return from.resolve(response.headers().firstValue("Location").orElseThrow());
    } catch (IllegalArgumentException | java.util.NoSuchElementException e) {
      throw question.failed(Problem.REDIRECTED, "to no address");
    }
  }

  private static boolean sameOrigin(URI one, URI other) {
    return one.getScheme().equalsIgnoreCase(String.valueOf(other.getScheme()))
        && one.getHost().equalsIgnoreCase(String.valueOf(other.getHost()))
        && one.getPort() == other.getPort();
  }

  private static void requireSafe(Question question, URI url) throws FetchException {
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    String host = url.getHost();
    boolean local =
        host != null
            && (host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]"));
    if (host == null || !(scheme.equals("https") || (scheme.equals("http") && local))) {
      throw question.failed(Problem.INSECURE, "https is needed, but for addresses of this machine");
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
