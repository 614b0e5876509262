// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
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
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// Stands for a load balancer: ends the client's connection, speaks to the enclave over one of its
/// own, and notes everything that passes.
final class TlsEnd implements AutoCloseable {
  private final HttpServer server;
  private final HttpClient http;
  private final URI enclave;
  private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

  private TlsEnd(HttpServer server, HttpClient http, URI enclave) {
    this.server = server;
    this.http = http;
    this.enclave = enclave;
  }

  static TlsEnd before(URI enclave) throws IOException, GeneralSecurityException {
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, new TrustManager[] {new TakesAny()}, null);
    TlsEnd end =
        new TlsEnd(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0),
            HttpClient.newBuilder().sslContext(tls).version(HttpClient.Version.HTTP_1_1).build(),
            enclave);
    end.server.createContext("/", end::pass);
    end.server.start();
    return end;
  }

  /// Where it listens, without TLS.
  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /// All targets, requests and answers, as text.
  String seen() {
    synchronized (seen) {
      return seen.toString(StandardCharsets.ISO_8859_1);
    }
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      note(exchange.getRequestURI().toString().getBytes(StandardCharsets.UTF_8));
      note(exchange.getRequestHeaders().entrySet().toString().getBytes(StandardCharsets.UTF_8));
      note(body);
      HttpRequest.Builder request =
          HttpRequest.newBuilder(enclave.resolve(exchange.getRequestURI().toString()))
              .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
      String type = exchange.getRequestHeaders().getFirst("content-type");
      if (type != null) {
        request.header("content-type", type);
      }
      HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
      note(response.body());
      response
          .headers()
          .firstValue("content-type")
          .ifPresent(value -> exchange.getResponseHeaders().set("content-type", value));
      exchange.sendResponseHeaders(response.statusCode(), response.body().length);
      exchange.getResponseBody().write(response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void note(byte[] bytes) {
    synchronized (seen) {
      seen.writeBytes(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    http.close();
  }

  private static final class TakesAny extends X509ExtendedTrustManager {
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
