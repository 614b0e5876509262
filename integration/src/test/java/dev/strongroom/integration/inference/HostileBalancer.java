// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.inference;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.strongroom.channel.message.MessageFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// A load balancer that ends TLS in front of a gateway, notes all that passes, and does with
/// encrypted answers what a test wants.
final class HostileBalancer implements AutoCloseable {
  /// Magic, version and salt, in front of the chunks (`docs/encrypted-messages.md`).
  private static final int HEADER = 4 + 1 + 32;

  private final HttpServer server;
  private final HttpClient http;
  private final int gateway;
  private final ByteArrayOutputStream carried = new ByteArrayOutputStream();
  private final List<HttpResponse<byte[]>> again = new ArrayList<>();
  private volatile UnaryOperator<List<byte[]>> meddling = UnaryOperator.identity();
  private volatile List<byte[]> last = List.of();
  private volatile boolean twice;

  /// @param gateway the port of the one behind it
  HostileBalancer(int gateway) throws IOException {
    this.gateway = gateway;
    try {
      SSLContext any = SSLContext.getInstance("TLSv1.3");
      any.init(null, new TrustManager[] {new TakesAny()}, null);
      http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(any).build();
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::pass);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  /// What becomes of an answer's chunks.
  void meddles(UnaryOperator<List<byte[]>> with) {
    meddling = with;
  }

  /// The chunks of the last answer, before anything was done to them.
  List<byte[]> last() {
    return last;
  }

  /// Sends each request twice from now on.
  void replays() {
    twice = true;
  }

  /// What came of the second ones.
  List<HttpResponse<byte[]>> again() {
    synchronized (again) {
      return List.copyOf(again);
    }
  }

  /// All that passed, in both directions.
  String carried() {
    synchronized (carried) {
      return carried.toString(StandardCharsets.ISO_8859_1);
    }
  }

  private void note(String head, byte[] body) throws IOException {
    synchronized (carried) {
      carried.write(head.getBytes(StandardCharsets.UTF_8));
      carried.write(body);
    }
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      note(exchange.getRequestMethod() + " " + exchange.getRequestURI(), body);
      HttpResponse<byte[]> answer = sent(exchange, body);
      if (twice && exchange.getRequestMethod().equals("POST")) {
        synchronized (again) {
          again.add(sent(exchange, body));
        }
      }
      String type = answer.headers().firstValue("content-type").orElse("");
      byte[] passed =
          type.equals(MessageFormat.CONTENT_TYPE) ? meddled(answer.body()) : answer.body();
      note(type, answer.body());
      exchange.getResponseHeaders().set("content-type", type);
      exchange.sendResponseHeaders(answer.statusCode(), passed.length == 0 ? -1 : passed.length);
      exchange.getResponseBody().write(passed);
    }
  }

  private HttpResponse<byte[]> sent(HttpExchange exchange, byte[] body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("https://localhost:" + gateway + exchange.getRequestURI()))
            .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
    String type = exchange.getRequestHeaders().getFirst("content-type");
    if (type != null) {
      request.header("content-type", type);
    }
    try {
      return http.send(request.build(), BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private byte[] meddled(byte[] message) {
    List<byte[]> chunks = new ArrayList<>();
    for (int at = HEADER; at < message.length; ) {
      int plain = ((message[at + 1] & 0xff) << 8) | (message[at + 2] & 0xff);
      int end = at + 3 + plain + 16;
      chunks.add(Arrays.copyOfRange(message, at, end));
      at = end;
    }
    last = List.copyOf(chunks);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(message, 0, HEADER);
    meddling.apply(chunks).forEach(out::writeBytes);
    return out.toByteArray();
  }

  @Override
  public void close() {
    server.stop(0);
    http.close();
  }

  /// A balancer may take any certificate, since messages protect themselves.
  private static final class TakesAny extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
