// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.inference;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.backend.BackendAnswer;
import dev.strongroom.enclave.inference.backend.BackendCall;
import dev.strongroom.enclave.inference.backend.BackendException;
import dev.strongroom.enclave.inference.embedded.EmbeddedBackend;
import dev.strongroom.enclave.inference.engine.Engine;
import dev.strongroom.enclave.inference.engine.EngineSettings;
import dev.strongroom.enclave.llama.LlamaProvider;
import dev.strongroom.model.TinyModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/// The server of models that is asked directly and through the gateway: llama.cpp with the tiny
/// model behind plain HTTP on the loopback, in a process of its own.
final class ModelServer {
  private static final int CONTEXT = 512;
  private static final int SLOTS = 64;

  private ModelServer() {}

  /// Prints its port, and serves until its input ends.
  ///
  /// @param arguments tokens a second of each stream; 0: as fast as it can
  public static void main(String[] arguments) throws Exception {
    // Events are small, and mustn't wait for a client's delayed acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    double pace = Double.parseDouble(arguments[0]);
    Path file = Files.createTempFile("tiny", ".gguf");
    Engine engine;
    try {
      Files.write(file, TinyModel.synthesise(1).toByteArray());
      engine = new LlamaProvider().load(file, new EngineSettings(CONTEXT, 1, SLOTS, SLOTS));
    } finally {
      Files.delete(file);
    }
    EmbeddedBackend backend =
        new EmbeddedBackend(
            "tiny", List.of("tiny"), engine, InstantSource.system(), new SecureRandom());
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", exchange -> answer(backend, exchange, pace));
    server.start();
    System.out.println(server.getAddress().getPort());
    Part.endWithInput(() -> System.exit(0));
  }

  private static void answer(EmbeddedBackend backend, HttpExchange exchange, double pace)
      throws IOException {
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
      pass(answer.body(), exchange.getResponseBody(), pace);
    } catch (BackendException | InterruptedException e) {
      throw new IOException(e);
    }
  }

  /// Each event as it comes; or held until a slower model would have written it.
  private static void pass(InputStream in, OutputStream out, double pace) throws IOException {
    byte[] buffer = new byte[4096];
    long start = System.nanoTime();
    long events = 0;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      if (pace > 0) {
        long due = start + (long) (events * 1e9 / pace);
        for (long wait; (wait = due - System.nanoTime()) > 0; ) {
          LockSupport.parkNanos(wait);
        }
        events++;
      }
      out.write(buffer, 0, n);
      out.flush();
    }
  }
}
