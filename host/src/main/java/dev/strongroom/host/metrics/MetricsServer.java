// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.strongroom.host.control.ControlStatus;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Answers `GET /metrics`, `/health/live` and `/health/ready` (`docs/host.md`), without
/// authentication: it is for this machine only.
public final class MetricsServer implements AutoCloseable {
  private static final String PLAIN = "text/plain; charset=utf-8";
  private static final int BACKLOG = 64;

  private final HttpServer server;
  private final ExecutorService threads;
  private final Supplier<List<Figure>> figures;
  private final BooleanSupplier up;
  private final Supplier<ControlStatus> status;

  private MetricsServer(
      HttpServer server,
      ExecutorService threads,
      Supplier<List<Figure>> figures,
      BooleanSupplier up,
      Supplier<ControlStatus> status) {
    this.server = server;
    this.threads = threads;
    this.figures = figures;
    this.up = up;
    this.status = status;
  }

  /// Listens and answers.
  ///
  /// @param address on the loopback; port 0 for any free one
  /// @param figures what `/metrics` shows
  /// @param up whether the enclave runs
  /// @param status what is known of it
  /// @throws IOException if the address can't be bound
  /// @throws IllegalArgumentException if it isn't on the loopback
  public static MetricsServer start(
      InetSocketAddress address,
      List<Figure> figures,
      BooleanSupplier up,
      Supplier<ControlStatus> status)
      throws IOException {
    List<Figure> fixed = List.copyOf(figures);
    return start(address, () -> fixed, up, status);
  }

  /// The same with figures that come and go.
  ///
  /// @param figures what `/metrics` shows, asked for each time; must not block
  /// @throws IOException if the address can't be bound
  /// @throws IllegalArgumentException if it isn't on the loopback
  public static MetricsServer start(
      InetSocketAddress address,
      Supplier<List<Figure>> figures,
      BooleanSupplier up,
      Supplier<ControlStatus> status)
      throws IOException {
    if (address.isUnresolved() || !address.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException("metrics are for the loopback only");
    }
    HttpServer server = HttpServer.create(address, BACKLOG);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    MetricsServer metrics = new MetricsServer(server, threads, figures, up, status);
    server.setExecutor(threads);
    server.createContext("/", metrics::answer);
    server.start();
    return metrics;
  }

  /// Where it listens.
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        send(exchange, 405, PLAIN, text("GET or HEAD"));
        return;
      }
      switch (exchange.getRequestURI().getPath()) {
        case "/metrics" ->
            send(exchange, 200, Exposition.CONTENT_TYPE, Exposition.of(figures.get()));
        case "/health/live" -> health(exchange, Health.live(up.getAsBoolean(), status.get()));
        case "/health/ready" -> health(exchange, Health.ready(up.getAsBoolean(), status.get()));
        default -> send(exchange, 404, PLAIN, text("/metrics, /health/live, /health/ready"));
      }
    }
  }

  private static void health(HttpExchange exchange, Health health) throws IOException {
    send(exchange, health.good() ? 200 : 503, PLAIN, text(health.reason()));
  }

  private static byte[] text(String line) {
    return (line + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
