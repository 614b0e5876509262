// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.llama;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.backend.Backend;
import dev.strongroom.enclave.inference.backend.BackendAnswer;
import dev.strongroom.enclave.inference.backend.BackendCall;
import dev.strongroom.enclave.inference.backend.BackendException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A back end on a port of the loopback, without anything that a gateway is for.
final class PlainServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  PlainServer(Backend backend) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", exchange -> answer(backend, exchange));
    server.start();
  }

  /// Where clients find it.
  String base() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  private static void answer(Backend backend, HttpExchange exchange) throws IOException {
    BackendCall call =
        new BackendCall(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getPath(),
            "application/json",
            Bytes.copyOf(exchange.getRequestBody().readAllBytes()));
    try (exchange;
        BackendAnswer answer = backend.send(call)) {
      exchange.getResponseHeaders().set("content-type", answer.contentType());
      exchange.sendResponseHeaders(answer.status(), 0);
      pass(answer.body(), exchange.getResponseBody());
    } catch (BackendException | InterruptedException e) {
      throw new IOException(e);
    }
  }

  /// Each event as it comes.
  private static void pass(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[4096];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      out.write(buffer, 0, n);
      out.flush();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
