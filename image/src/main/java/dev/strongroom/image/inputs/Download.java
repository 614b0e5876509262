// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.inputs;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// One try to download one file by HTTP.
///
/// @param client follows redirections, though never from HTTPS to HTTP
/// @param silence for how long a server may send nothing
record Download(HttpClient client, Duration silence) {
  private static final int OK = 200;

  /// Writes what is at `address`.
  ///
  /// @param received is told of the bytes so far
  /// @throws DownloadException if the server doesn't answer, answers anything but 200, or falls
  ///   silent
  /// @throws IOException if `out` fails
  /// @throws InterruptedException if interrupted; the connection is given up
  void to(URI address, OutputStream out, LongConsumer received)
      throws IOException, InterruptedException {
    Body body = new Body(out, received);
    HttpRequest request = HttpRequest.newBuilder(address).timeout(silence).build();
    CompletableFuture<HttpResponse<Void>> answer = client.sendAsync(request, body);
    try {
      int status = await(answer, body).statusCode();
      if (status != OK) {
        throw new DownloadException("HTTP status " + status, isPassing(status));
      }
    } finally {
      answer.cancel(true);
    }
  }

  /// The request's own limit ends with the response's headers, so silence later is watched here.
  private HttpResponse<Void> await(CompletableFuture<HttpResponse<Void>> answer, Body body)
      throws IOException, InterruptedException {
    long before = -1;
    while (true) {
      try {
        return answer.get(silence.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        long now = body.count.get();
        if (now == before) {
          throw new DownloadException("nothing came for " + silence.toSeconds() + " s", true);
        }
        before = now;
      } catch (ExecutionException e) {
        IOException ours = body.failure.get();
        if (ours != null) {
          throw ours;
        }
        throw new DownloadException(described(e.getCause()), true);
      }
    }
  }

  /// Whether the same question may get another answer soon.
  private static boolean isPassing(int status) {
    return status == 408 || status == 429 || status >= 500;
  }

  /// The JDK's exceptions often have no message, or one that needs the type.
  private static String described(@Nullable Throwable cause) {
    return switch (cause) {
      case null -> "the download failed";
      case HttpTimeoutException e -> "no answer in time";
      case ConnectException e -> "no connection";
      default -> cause.getClass().getSimpleName() + ": " + cause.getMessage();
    };
  }

  /// A download that a server or the network failed.
  static final class DownloadException extends IOException {
    private static final long serialVersionUID = 1;

    private final String problem;
    private final boolean passing;

    DownloadException(String problem, boolean passing) {
      super(problem);
      this.problem = problem;
      this.passing = passing;
    }

    String problem() {
      return problem;
    }

    /// Whether it may work soon.
    boolean isPassing() {
      return passing;
    }
  }

  /// Writes the body as it comes.
  private static final class Body implements BodyHandler<Void> {
    private final OutputStream out;
    private final LongConsumer received;
    private final AtomicLong count = new AtomicLong();
    private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();

    Body(OutputStream out, LongConsumer received) {
      this.out = out;
      this.received = received;
    }

    @Override
    public BodySubscriber<Void> apply(HttpResponse.ResponseInfo info) {
      return info.statusCode() == OK
          ? BodySubscribers.ofByteArrayConsumer(this::write)
          : BodySubscribers.replacing(null);
    }

    private void write(Optional<byte[]> bytes) {
      if (bytes.isPresent()) {
        try {
          out.write(bytes.get());
        } catch (IOException e) {
          // Kept, since the client may wrap what is thrown here.
          failure.set(e);
          throw new UncheckedIOException(e);
        }
        received.accept(count.addAndGet(bytes.get().length));
      }
    }
  }
}
