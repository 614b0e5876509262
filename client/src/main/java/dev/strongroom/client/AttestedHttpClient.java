// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client;

import dev.strongroom.channel.AttestedServer;
import dev.strongroom.channel.ChannelException;
import dev.strongroom.channel.ServerAppraisal;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The JDK's HTTP client over the attested channel: same requests, same handlers, `https` only, no
/// redirects. Connections are verified, kept, and replaced before they are too old. Thread-safe.
public final class AttestedHttpClient implements AutoCloseable {
  private final ServerAppraisal appraisal;
  private final Supplier<HttpClient> clients;
  private final Duration life;
  private final List<HttpGeneration> former = new ArrayList<>();
  private @Nullable HttpGeneration current;
  private boolean closed;
  private volatile @Nullable AttestedServer lastVerified;

  private AttestedHttpClient(Builder built) {
    appraisal = built.appraisal;
    // A tenth of the age is left to requests that are under way.
    life = appraisal.policy().reattestAfter().multipliedBy(9).dividedBy(10);
    AttestedSslContext context =
        new AttestedSslContext(appraisal, verified -> noted(verified, built.listener));
    clients = () -> newClient(context, built.connectTimeout, built.executor);
  }

  private static HttpClient newClient(
      AttestedSslContext context, Duration connectTimeout, @Nullable Executor executor) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .sslContext(context)
            .connectTimeout(connectTimeout)
            .version(Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER);
    return (executor == null ? builder : builder.executor(executor)).build();
  }

  /// A client whose servers are judged by `appraisal`.
  public static AttestedHttpClient create(ServerAppraisal appraisal) {
    return builder(appraisal).build();
  }

  /// A client to set up.
  public static Builder builder(ServerAppraisal appraisal) {
    return new Builder(appraisal);
  }

  /// Sends a request and waits for its response.
  ///
  /// @throws AttestationRefusedException if the server was refused
  /// @throws IOException if the connection fails
  /// @throws IllegalArgumentException unless the URI's scheme is https
  public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    checkScheme(request);
    try {
      return generation().use(client -> client.send(request, handler));
    } catch (IOException e) {
      throw refusal(e).map(IOException.class::cast).orElse(e);
    }
  }

  /// Sends a request; the future fails with what [#send] would throw.
  ///
  /// @throws IllegalArgumentException unless the URI's scheme is https
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler) {
    checkScheme(request);
    try {
      return generation()
          .use(client -> client.sendAsync(request, handler))
          .exceptionallyCompose(e ->
              CompletableFuture.failedFuture(
                  refusal(e).map(Throwable.class::cast).orElse(unwrapped(e))));
    } catch (IOException | InterruptedException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /// The server that was verified last, on whichever connection.
  public Optional<AttestedServer> lastVerified() {
    return Optional.ofNullable(lastVerified);
  }

  /// The server that was verified before it sent `response`.
  public static Optional<AttestedServer> server(HttpResponse<?> response) {
    return response.sslSession().flatMap(AttestedSession::server);
  }

  /// Waits for requests under way, then ends.
  @Override
  public void close() {
    List<HttpGeneration> all;
    synchronized (this) {
      closed = true;
      all = new ArrayList<>(former);
      if (current != null) {
        all.add(current);
      }
    }
    all.forEach(HttpGeneration::close);
  }

  private static void checkScheme(HttpRequest request) {
    if (!"https".equalsIgnoreCase(request.uri().getScheme())) {
      throw new IllegalArgumentException("only https is attested: " + request.uri().getScheme());
    }
  }

  /// A generation that its user releases.
  private synchronized HttpGeneration generation() throws IOException {
    if (closed) {
      throw new IOException("the client is closed");
    }
    Instant now = appraisal.clock().instant();
    if (current == null || !current.acquire(now)) {
      if (current != null) {
        current.retire();
        former.removeIf(HttpGeneration::ended);
        former.add(current);
      }
      current = new HttpGeneration(clients.get(), now.plus(life));
      current.acquire(now);
    }
    return current;
  }

  private void noted(AttestedServer server, Consumer<AttestedServer> listener) {
    listener.accept(server);
    lastVerified = server;
  }

  private static Throwable unwrapped(Throwable thrown) {
    return thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
  }

  /// The refusal behind a failure, if that is what it was.
  private static Optional<AttestationRefusedException> refusal(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof ChannelException refused) {
        return Optional.of(new AttestationRefusedException(refused));
      }
    }
    return Optional.empty();
  }

  /// Collects settings. Used by one thread.
  public static final class Builder {
    private final ServerAppraisal appraisal;
    private Duration connectTimeout = EngineExchange.LIMIT.plusSeconds(5);
    private Consumer<AttestedServer> listener = _ -> {};
    private @Nullable Executor executor;

    private Builder(ServerAppraisal appraisal) {
      this.appraisal = appraisal;
    }

    /// How long connecting may take, handshake and exchange included; 25 s unless set. Handshake
    /// and exchange may take 20 s in any case, but only this notices a server that falls silent:
    /// [java.net.http.HttpConnectTimeoutException].
    public Builder connectTimeout(Duration timeout) {
      connectTimeout = timeout;
      return this;
    }

    /// Is told of each verified server before the first byte of a request is sent to it; has to be
    /// quick. If it throws, the connection is refused.
    public Builder onVerified(Consumer<AttestedServer> told) {
      listener = told;
      return this;
    }

    /// Runs the client's tasks, verification among them.
    public Builder executor(Executor tasks) {
      executor = tasks;
      return this;
    }

    /// The client.
    public AttestedHttpClient build() {
      return new AttestedHttpClient(this);
    }
  }
}
