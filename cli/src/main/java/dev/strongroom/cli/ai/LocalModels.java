// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli.ai;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.message.Field;
import dev.strongroom.client.ai.ConfidentialModels;
import dev.strongroom.client.ai.GatewayNotVerifiedException;
import dev.strongroom.client.ai.ModelAnswer;
import dev.strongroom.client.ai.ModelError;
import dev.strongroom.client.ai.ModelRequest;
import dev.strongroom.client.ai.TooManyHistoriesException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// A plain endpoint on the loopback, for any client of OpenAI's or Anthropic's interface, whose
/// requests go to a verified gateway and nowhere else.
public final class LocalModels implements AutoCloseable {
  private static final int BACKLOG = 256;
  private static final int PART = 16 << 10;
  private static final int STOPPING_SECONDS = 1;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;
  private static final int BAD_GATEWAY = 502;

  /// What an endpoint is made of.
  ///
  /// @param models speaks to the gateway; its owner closes it, after the endpoint
  /// @param address of the gateway, for people
  /// @param policy SHA-256 of the policy's file
  /// @param door who may ask
  /// @param gatewayKey sent to the gateway in place of clients' keys; empty: theirs are, unless
  ///   they are for the door
  /// @param problems is told of each request that failed: never what was in it
  public record Parts(
      ConfidentialModels models,
      String address,
      Optional<Bytes> policy,
      LocalDoor door,
      Optional<String> gatewayKey,
      Consumer<String> problems) {}

  private final HttpServer server;

  /// Threads of the system's, as few as there are streams: one that waits for a token is woken by
  /// the kernel itself, at two thirds of what waking a virtual one costs.
  private final ExecutorService threads =
      Executors.newCachedThreadPool(Thread.ofPlatform().name("local-models-", 0).factory());

  private final Set<ModelAnswer> open = ConcurrentHashMap.newKeySet();
  private final Parts parts;
  private final ForwardedFields fields;

  private LocalModels(HttpServer server, Parts parts) {
    this.server = server;
    this.parts = parts;
    this.fields = new ForwardedFields(parts.gatewayKey(), parts.door().key().isPresent());
  }

  /// Listens on the loopback, and answers. Sets limits of the JDK's HTTP server for the whole
  /// process, unless another one was made before, or the process's owner set them.
  ///
  /// @param port 0 for any free one
  /// @throws IOException if it can't listen there
  public static LocalModels start(int port, Parts parts) throws IOException {
    LocalServerLimits.set();
    InetAddress loopback = InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
    HttpServer server = HttpServer.create(new InetSocketAddress(loopback, port), BACKLOG);
    LocalModels started = new LocalModels(server, parts);
    server.setExecutor(started.threads);
    server.createContext("/", started::answer);
    server.start();
    return started;
  }

  /// What clients are told as base URL.
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
  }

  /// Answers a request. Whoever throws here has the server close the connection as it is, without
  /// the last chunk or the rest of the length: that is how an answer is cut.
  private void answer(HttpExchange exchange) throws IOException {
    try {
      parts.door().sites().welcome(exchange);
      Optional<LocalRefusal> refusal = parts.door().refusal(exchange);
      if (refusal.isPresent()) {
        refuse(exchange, refusal.get());
        return;
      }
      if (parts.door().sites().answered(exchange)) {
        return;
      }
      Optional<Bytes> body = LocalBody.read(exchange);
      if (body.isEmpty()) {
        refuse(
            exchange,
            new LocalRefusal(
                413, "too-large", "a request of more than " + ModelRequest.MOST + " bytes"));
        return;
      }
      route(exchange, body.get());
    } catch (RuntimeException e) {
      parts.problems().accept("internal-error: " + e.getClass().getSimpleName());
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private void route(HttpExchange exchange, Bytes body) throws IOException, InterruptedException {
    String target = exchange.getRequestURI().toASCIIString();
    if (target.equals("/v1/confidentiality") && exchange.getRequestMethod().equals("GET")) {
      confidentiality(exchange);
      return;
    }
    if (exchange.getRequestMethod().equals("GET") && LocalPage.concerns(target)) {
      LocalPage.send(exchange, target);
      return;
    }
    if (!target.startsWith("/v1/")) {
      refuse(exchange, new LocalRefusal(404, "not-found", "everything here is below /v1/"));
      return;
    }
    pass(exchange, target, body);
  }

  private void pass(HttpExchange exchange, String target, Bytes body)
      throws IOException, InterruptedException {
    ModelAnswer received;
    try {
      List<Field> sent = fields.request(exchange.getRequestHeaders());
      received =
          parts.models().send(new ModelRequest(exchange.getRequestMethod(), target, sent, body));
    } catch (TooManyHistoriesException e) {
      refuse(
          exchange,
          new LocalRefusal(400, TooManyHistoriesException.CODE, String.valueOf(e.getMessage())));
      return;
    } catch (IllegalArgumentException e) {
      refuse(exchange, new LocalRefusal(400, "malformed-request", String.valueOf(e.getMessage())));
      return;
    } catch (IOException e) {
      ModelError error = ModelError.of(e);
      parts.problems().accept(error.code() + ": " + error.message());
      refuse(exchange, new LocalRefusal(BAD_GATEWAY, error));
      return;
    }
    open.add(received);
    try (ModelAnswer answer = received) {
      if (threads.isShutdown()) {
        throw new IOException("this endpoint was closed");
      }
      ForwardedFields.answer(answer.fields(), exchange.getResponseHeaders());
      exchange.sendResponseHeaders(answer.status(), framing(answer));
      stream(answer, exchange.getResponseBody());
      exchange.close();
    } finally {
      open.remove(received);
    }
  }

  /// As the JDK's server takes it: -1 for no body, 0 for chunks, whose last one says that all came.
  private static long framing(ModelAnswer answer) {
    return answer.status() == NO_CONTENT || answer.status() == NOT_MODIFIED ? -1 : 0;
  }

  private void stream(ModelAnswer answer, OutputStream out) throws IOException {
    byte[] part = new byte[PART];
    InputStream body = answer.body();
    while (true) {
      int count;
      try {
        count = body.read(part);
      } catch (IOException e) {
        ModelError error = ModelError.of(e);
        parts.problems().accept(error.code() + ": " + error.message());
        if (answer.streaming()) {
          out.write(error.event().getBytes(StandardCharsets.UTF_8));
          out.flush();
        }
        throw e;
      }
      if (count < 0) {
        return;
      }
      out.write(part, 0, count);
      out.flush();
    }
  }

  private void confidentiality(HttpExchange exchange) throws IOException, InterruptedException {
    try {
      String json = parts.models().confidentiality().json(parts.address(), parts.policy());
      send(exchange, 200, json);
    } catch (GatewayNotVerifiedException e) {
      send(exchange, BAD_GATEWAY, ModelError.json(e));
    } catch (IOException e) {
      send(exchange, BAD_GATEWAY, ModelError.of(e).json());
    }
  }

  private static void refuse(HttpExchange exchange, LocalRefusal refusal) throws IOException {
    send(exchange, refusal.status(), refusal.error().json());
  }

  private static void send(HttpExchange exchange, int status, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
      exchange.getResponseBody().flush();
    }
    exchange.close();
  }

  /// Stops listening; answers under way get a second, and then are cut.
  @Override
  public void close() {
    server.stop(STOPPING_SECONDS);
    threads.shutdownNow();
    // Whoever waits for a token isn't woken by an interruption.
    open.forEach(LocalModels::end);
    threads.close();
  }

  private static void end(ModelAnswer answer) {
    try {
      answer.close();
    } catch (IOException e) {
      // It is given up either way.
      return;
    }
  }
}
