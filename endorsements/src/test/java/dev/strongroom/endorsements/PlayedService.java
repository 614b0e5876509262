// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A maker's service, played on this machine: answers by path and query, 404 to the rest.
final class PlayedService implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Reply> replies = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  /// Answers one request.
  @FunctionalInterface
  interface Reply {
    void to(HttpExchange exchange) throws IOException;
  }

  PlayedService() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          String question = exchange.getRequestURI().toString();
          asked.add(question);
          try (exchange) {
            Reply reply = replies.get(question);
            if (reply == null) {
              exchange.sendResponseHeaders(404, -1);
            } else {
              reply.to(exchange);
            }
          }
        });
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /// What was asked, in order.
  List<String> asked() {
    return asked;
  }

  void on(String question, Reply reply) {
    replies.put(question, reply);
  }

  void on(String question, Bytes body) {
    on(question, exchange -> send(exchange, 200, body));
  }

  /// With a header.
  void on(String question, Bytes body, String header, String value) {
    on(
        question,
        exchange -> {
          exchange.getResponseHeaders().add(header, value);
          send(exchange, 200, body);
        });
  }

  static void send(HttpExchange exchange, int status, Bytes body) throws IOException {
    exchange.sendResponseHeaders(status, body.isEmpty() ? -1 : body.length());
    if (!body.isEmpty()) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body.toByteArray());
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
