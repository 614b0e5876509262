// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.canary;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// The server of models in a process of its own, which can be killed and started again.
final class ModelProcess implements AutoCloseable {
  private final int port = GatewayUp.free();
  private final Canaries canaries;
  private final Path folder;
  private Process process;

  /// @param folder in which
  ModelProcess(Canaries canaries, Path folder) throws IOException {
    this.canaries = canaries;
    this.folder = folder;
    this.process = launched();
  }

  private Process launched() throws IOException {
    Process started =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Xmx128m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "dev.strongroom.integration.canary.ModelServer",
                    String.valueOf(port)))
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Writer words = started.outputWriter(StandardCharsets.UTF_8);
    for (Said said : List.of(Said.ANSWER, Said.ERROR, Said.FRAME)) {
      words.write(canaries.word(said) + "\n");
    }
    words.flush();
    BufferedReader out = started.inputReader(StandardCharsets.UTF_8);
    if (!"listens".equals(out.readLine())) {
      throw new IOException("no server of models");
    }
    return started;
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  /// Kills it at once, and starts another.
  void killAndRestart() throws IOException {
    process.destroyForcibly();
    process.onExit().join();
    process = launched();
  }

  /// Lets the answers go on that it holds.
  void release(HttpClient http) throws IOException, InterruptedException {
    http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/release")).build(),
        BodyHandlers.discarding());
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
