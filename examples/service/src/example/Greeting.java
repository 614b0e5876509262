// SPDX-License-Identifier: Apache-2.0
package example;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.Executors;

/// A program that knows nothing of enclaves: it serves plain HTTP on the loopback, where only the
/// enclave's runtime reaches it.
public final class Greeting {
  private static final Path SETTINGS = Path.of("/app/files/greeting.properties");
  private static final int PORT = 8080;

  private Greeting() {}

  /// Serves until the enclave ends.
  public static void main(String[] arguments) throws IOException {
    Properties settings = new Properties();
    try (InputStream in = Files.newInputStream(SETTINGS)) {
      settings.load(in);
    }
    byte[] answer = (settings.getProperty("greeting") + "\n").getBytes(StandardCharsets.UTF_8);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
          }
        });
    server.start();
  }
}
