// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.certificates;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Assumptions;

/// Let's Encrypt's test server, a real authority that validates names, and the name server that it
/// asks: every name is this machine's, unless it is told otherwise.
final class Pebble implements AutoCloseable {
  private static final Path PEBBLE = Path.of("/usr/bin/pebble");
  private static final Path NAMES = Path.of("/usr/bin/pebble-challtestsrv");
  private static final Duration STARTED = Duration.ofSeconds(20);

  private final Path folder;
  private final TestAuthority server = TestAuthority.create("localhost");
  private final int port = freePort();
  private final int management = freePort();
  private final int namesPort = freePort();
  private final int namesManagement = freePort();
  private final List<Process> running = new ArrayList<>();

  private Pebble(Path folder) throws Exception {
    this.folder = folder;
  }

  /// One that isn't started yet, but has its place.
  ///
  /// @param folder for files; empty
  static Pebble in(Path folder) throws Exception {
    if (!Files.isExecutable(PEBBLE) || !Files.isExecutable(NAMES)) {
      String message = "NOT TESTED: no ACME server; Debian's package pebble has one";
      System.err.println(message);
      return Assumptions.abort(message);
    }
    return new Pebble(folder);
  }

  /// Its directory.
  URI directory() {
    return URI.create("https://localhost:" + port + "/dir");
  }

  /// Where it is, for the measured configuration.
  String place() {
    return "localhost:" + port;
  }

  /// Who vouches for its server, as PEM text.
  String serverRoot() throws Exception {
    return TestAuthority.pem("CERTIFICATE", server.root().getEncoded());
  }

  /// Starts it.
  ///
  /// @param validationPort where it looks for names, on each of their addresses
  /// @param lifetime of the certificates that it issues
  void start(int validationPort, Duration lifetime) throws Exception {
    Path key = folder.resolve("key.pem");
    Path certificate = folder.resolve("certificate.pem");
    Files.writeString(
        key, TestAuthority.pem("PRIVATE KEY", server.serverKey().getPrivate().getEncoded()));
    Files.writeString(certificate, TestAuthority.pem("CERTIFICATE", server.server().getEncoded()));
    Path configuration = folder.resolve("pebble.json");
    Files.writeString(
        configuration,
        """
        {"pebble": {"listenAddress": "127.0.0.1:%d", "managementListenAddress": "127.0.0.1:%d",
          "certificate": "%s", "privateKey": "%s", "httpPort": 1, "tlsPort": %d,
          "ocspResponderURL": "", "externalAccountBindingRequired": false,
          "certificateValidityPeriod": %d}}
        """
            .formatted(port, management, certificate, key, validationPort, lifetime.toSeconds()));
    run(
        NAMES.toString(),
        "-defaultIPv6",
        "",
        "-http01",
        "",
        "-https01",
        "",
        "-tlsalpn01",
        "",
        "-dns01",
        "127.0.0.1:" + namesPort,
        "-management",
        "127.0.0.1:" + namesManagement);
    run(
        PEBBLE.toString(),
        "-strict",
        "-config",
        configuration.toString(),
        "-dnsserver",
        "127.0.0.1:" + namesPort);
    awaitPort(namesManagement);
    awaitPort(port);
  }

  private void run(String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(folder.resolve(Path.of(command[0]).getFileName() + ".log").toFile());
    // It looks at once, and never takes a proof of an earlier order for a later one.
    builder.environment().put("PEBBLE_VA_NOSLEEP", "1");
    builder.environment().put("PEBBLE_AUTHZREUSE", "0");
    running.add(builder.start());
  }

  private static void awaitPort(int port) throws Exception {
    long until = System.nanoTime() + STARTED.toNanos();
    while (true) {
      try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException e) {
        if (System.nanoTime() - until > 0) {
          throw e;
        }
        Thread.sleep(50);
      }
    }
  }

  /// From now on the authority finds a name at this address.
  void move(String name, String address) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      int status =
          client
              .send(
                  HttpRequest.newBuilder(
                          URI.create("http://127.0.0.1:" + namesManagement + "/add-a"))
                      .POST(
                          BodyPublishers.ofString(
                              "{\"host\":\"%s\",\"addresses\":[\"%s\"]}".formatted(name, address)))
                      .build(),
                  BodyHandlers.discarding())
              .statusCode();
      if (status != 200) {
        throw new IOException("the name server answers " + status);
      }
    }
  }

  /// The root of what it issues, as a browser would have it.
  X509Certificate root() throws Exception {
    SSLContext trust = TestAuthority.trusting(server.root());
    try (HttpClient client = HttpClient.newBuilder().sslContext(trust).build()) {
      String pem =
          client
              .send(
                  HttpRequest.newBuilder(URI.create("https://localhost:" + management + "/roots/0"))
                      .build(),
                  BodyHandlers.ofString())
              .body();
      return TestAuthority.certificate(pem);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// Ends both, without a trace of what they issued.
  void stop() throws InterruptedException {
    for (Process process : running) {
      process.destroy();
      process.waitFor();
    }
    running.clear();
  }

  /// Ends both.
  @Override
  public void close() {
    running.forEach(Process::destroyForcibly);
  }
}
