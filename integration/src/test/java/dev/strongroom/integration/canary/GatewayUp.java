// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.canary;

import dev.strongroom.integration.EnclaveJars;
import dev.strongroom.integration.ServiceJars;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/// `strongroom up` with the gateway in a SIMULATED enclave: a host that keeps everything it gets to
/// see in one folder, dumps of its own memory among it. Both processes can be killed, and the host
/// started again at the same ports.
final class GatewayUp implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int STARTS = 4;
  private static final int ATTEMPTS = 1200;
  private static final String UP = "Ctrl-C";

  private final Path folder;
  private final Path configuration;
  private final int port = free();
  private final int metricsPort = free();
  private int starts;
  private Process host;

  private GatewayUp(Path folder, String configuration) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder.resolve("tmp"));
    this.configuration = Files.writeString(folder.resolve("configuration.json"), configuration);
    this.host = launched();
  }

  /// Starts it, and waits until its enclave answers.
  ///
  /// @param folder for all that it keeps and says, which is made
  /// @param configuration the measured one
  static GatewayUp start(Path folder, String configuration)
      throws IOException, InterruptedException {
    GatewayUp up = new GatewayUp(folder, configuration);
    try {
      up.awaitUp();
    } catch (IOException | InterruptedException e) {
      up.close();
      throw e;
    }
    return up;
  }

  /// A port of the loopback that nobody has at the moment.
  static int free() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private Process launched() throws IOException {
    starts++;
    Files.writeString(out(), "");
    return new ProcessBuilder(
            List.of(
                "/bin/sh",
                "-c",
                // As an operator would who wants to read what processes leave behind.
                "ulimit -c \"$(ulimit -H -c)\" && exec \"$0\" \"$@\"",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx96m",
                "-Djava.io.tmpdir=" + folder.resolve("tmp"),
                "--enable-native-access=ALL-UNNAMED",
                "-Dstrongroom.enclave=" + EnclaveJars.path(),
                "-Dstrongroom.inference=" + ServiceJars.gateway(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.strongroom.cli.Main",
                "up",
                "--port",
                String.valueOf(port),
                "--metrics-port",
                String.valueOf(metricsPort),
                "--egress-to",
                "127.0.0.1/32",
                "--configuration",
                configuration.toString(),
                "--state",
                state().toString()))
        .directory(folder.toFile())
        .redirectOutput(ProcessBuilder.Redirect.appendTo(out().toFile()))
        .redirectError(ProcessBuilder.Redirect.appendTo(errors().toFile()))
        .start();
  }

  /// What it showed when it started the last time.
  String screen() throws IOException {
    return Files.readString(out());
  }

  private Path out() {
    return folder.resolve("host-" + starts + ".out");
  }

  /// Its log, where its enclave's standard error goes as well.
  Path errors() {
    return folder.resolve("host.err");
  }

  /// What it keeps.
  Path state() {
    return folder.resolve("state");
  }

  /// Where it does.
  Path folder() {
    return folder;
  }

  /// `localhost:PORT`.
  String address() {
    return "localhost:" + port;
  }

  /// All that it wrote to its log.
  String said() throws IOException {
    return Files.readString(errors());
  }

  private void awaitUp() throws IOException, InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.readString(out()).contains(UP)) {
      if (!host.isAlive() || System.nanoTime() - until > 0) {
        throw new IOException("no host in " + folder + ": " + said());
      }
      Thread.sleep(50);
    }
  }

  /// Starts the host again, if it isn't there, and waits for its enclave. On a busy machine that
  /// may take longer than a host waits.
  void restart() throws IOException, InterruptedException {
    for (int i = 1; !host.isAlive(); i++) {
      host = launched();
      try {
        awaitUp();
      } catch (IOException e) {
        if (i == STARTS) {
          throw e;
        }
        close();
      }
    }
  }

  /// The host's process.
  long host() {
    return host.pid();
  }

  /// The enclave's process, if there is one.
  OptionalLong enclave() throws IOException {
    for (ProcessHandle child : host.children().toList()) {
      try {
        if (Files.readString(Path.of("/proc", String.valueOf(child.pid()), "cmdline"))
            .contains("SimulatedBoot")) {
          return OptionalLong.of(child.pid());
        }
      } catch (NoSuchFileException e) {
        // It ended.
      }
    }
    return OptionalLong.empty();
  }

  /// The same, as soon as there is one.
  OptionalLong awaitEnclave() throws IOException, InterruptedException {
    for (int i = 0; i < ATTEMPTS; i++) {
      OptionalLong there = enclave();
      if (there.isPresent()) {
        return there;
      }
      Thread.sleep(50);
    }
    throw new IOException("no enclave in " + folder + ": " + said());
  }

  /// Waits for the end of a host that got a signal, and of its enclave.
  void awaitEnd(OptionalLong enclave) {
    host.onExit().join();
    enclave.ifPresent(pid -> ProcessHandle.of(pid).ifPresent(one -> one.onExit().join()));
  }

  /// Keeps the page of figures that the host shows at this moment.
  void keepFigures(HttpClient http, String name) throws IOException, InterruptedException {
    HttpResponse<Path> page =
        http.send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + metricsPort + "/metrics"))
                .build(),
            BodyHandlers.ofFile(folder.resolve(name)));
    if (page.statusCode() != 200) {
      throw new IOException("no figures: status " + page.statusCode());
    }
  }

  @Override
  public void close() {
    host.destroy();
    host.onExit().join();
  }
}
