// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.witness.AddCheckpoint;
import dev.strongroom.ledger.witness.WitnessClient;
import dev.strongroom.witness.Refusal;
import dev.strongroom.witness.Witness;
import dev.strongroom.witness.WitnessReply;
import dev.strongroom.witness.WitnessStoreException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/// A witness's door: `POST /add-checkpoint` (C2SP tlog-witness), and pages for whoever wants to
/// know what it has seen. Plain HTTP: cosignatures need no secrecy, and prove themselves.
public final class WitnessServer implements AutoCloseable {
  /// The most that is read of a request's body, in bytes: more than a proof and 16 signatures of
  /// the longest known kind take.
  public static final int MAX_BODY = 1 << 17;

  private static final System.Logger LOGGER = System.getLogger(WitnessServer.class.getName());
  private static final String PLAIN = "text/plain; charset=utf-8";
  private static final String JSON = "application/json";
  private static final int PART = 8192;
  private static final int BACKLOG = 256;
  private static final int STOPPING_SECONDS = 2;

  private final HttpServer server;
  private final ExecutorService threads;
  private final Witness witness;

  private WitnessServer(HttpServer server, ExecutorService threads, Witness witness) {
    this.server = server;
    this.threads = threads;
    this.witness = witness;
  }

  /// Listens and answers. Sets limits of the JDK's HTTP server for the whole process, unless
  /// another one was made before, or the process's owner set them.
  ///
  /// @param address where to listen; port 0 for any free one
  /// @throws IOException if the address can't be bound
  public static WitnessServer start(InetSocketAddress address, Witness witness) throws IOException {
    ServerLimits.set();
    HttpServer server = HttpServer.create(address, BACKLOG);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    WitnessServer started = new WitnessServer(server, threads, witness);
    server.setExecutor(threads);
    server.createContext("/", started::answer);
    server.start();
    return started;
  }

  /// Where it listens.
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /// The prefix of its URLs, without a slash at the end.
  public String url() {
    String host = address().getAddress().getHostAddress();
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      try {
        switch (path) {
          case WitnessClient.PATH -> addCheckpoint(exchange);
          case "/" -> page(exchange, PLAIN, WitnessPages.about(witness));
          case "/logs" -> page(exchange, JSON, WitnessPages.logs(witness));
          case "/forks" -> page(exchange, JSON, WitnessPages.forks(witness));
          default -> send(exchange, 404, PLAIN, "not-found\n");
        }
      } catch (WitnessStoreException e) {
        refuse(exchange, Refusal.STORE, "the witness's state can't be read");
      } catch (RuntimeException e) {
        LOGGER.log(Level.ERROR, "a bug, shown by " + path, e);
        send(exchange, 500, PLAIN, "internal-error\n");
      }
    }
  }

  private void addCheckpoint(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestMethod().equals("POST")) {
      exchange.getResponseHeaders().set("Allow", "POST");
      send(exchange, 405, PLAIN, "post-it\n");
      return;
    }
    Optional<Bytes> body = body(exchange);
    if (body.isEmpty()) {
      // What is left of it isn't worth reading.
      exchange.getResponseHeaders().set("Connection", "close");
      send(exchange, 413, PLAIN, "too-large: more than " + MAX_BODY + " bytes\n");
      return;
    }
    Optional<String> key =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst(WitnessClient.LOG_KEY_HEADER));
    switch (witness.addCheckpoint(body.get(), key)) {
      case WitnessReply.Cosigned cosigned ->
          send(
              exchange,
              200,
              PLAIN,
              cosigned.lines().stream().map(line -> line.line()).collect(Collectors.joining()));
      case WitnessReply.Conflict conflict ->
          send(exchange, 409, AddCheckpoint.SIZE_TYPE, conflict.size() + "\n");
      case WitnessReply.Refused refused -> refuse(exchange, refused.why(), refused.detail());
    }
  }

  /// The request's body, unless it is too large.
  private static Optional<Bytes> body(HttpExchange exchange) throws IOException {
    String length = exchange.getRequestHeaders().getFirst("Content-Length");
    // The server has refused what isn't a number.
    if (length != null && Long.parseLong(length) > MAX_BODY) {
      return Optional.empty();
    }
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    byte[] part = new byte[PART];
    InputStream in = exchange.getRequestBody();
    // Not readNBytes, which at last asks for no bytes, for which the server waits.
    for (int n = in.read(part); n >= 0; n = in.read(part)) {
      read.write(part, 0, n);
      if (read.size() > MAX_BODY) {
        return Optional.empty();
      }
    }
    return Optional.of(Bytes.copyOf(read.toByteArray()));
  }

  private static void refuse(HttpExchange exchange, Refusal why, String detail) throws IOException {
    if (why == Refusal.BUSY) {
      exchange.getResponseHeaders().set("Retry-After", "1");
    }
    send(exchange, why.status(), PLAIN, why.code() + ": " + detail + "\n");
  }

  private static void page(HttpExchange exchange, String type, String text) throws IOException {
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      send(exchange, 405, PLAIN, "get-it\n");
      return;
    }
    // Public, and asked for by pages of elsewhere.
    exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
    send(exchange, 200, type, text);
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : body.length);
    if (!head) {
      OutputStream out = exchange.getResponseBody();
      out.write(body);
      // What is left of the request is read before the exchange ends, and may never come.
      out.flush();
    }
  }

  /// Lets requests that run end, for two seconds at most.
  @Override
  public void close() {
    server.stop(STOPPING_SECONDS);
    threads.close();
  }
}
