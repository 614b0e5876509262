// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.ai;

import dev.strongroom.model.TinyModel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/// llama.cpp's own server, as Debian builds it, with the model that this project makes from a seed.
/// `integration/llama-server` gets it.
///
/// @param process it
/// @param port of 127.0.0.1
record LlamaServer(Process process, int port) implements AutoCloseable {
  private static final String TEMPLATE =
      Path.of("src/test/resources/dev/strongroom/integration/ai/tools.jinja")
          .toAbsolutePath()
          .toString();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// Starts it, and waits until it has loaded the model.
  ///
  /// @param folder for model and log
  /// @param more options
  /// @return it, ready; an aborted test where it can't be had
  static LlamaServer start(Path folder, String... more) throws IOException, InterruptedException {
    Path model = folder.resolve("tiny.gguf");
    if (Files.notExists(model)) {
      Files.write(model, TinyModel.synthesise(1).toByteArray());
    }
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      port = free.getLocalPort();
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                program(),
                "--host",
                "127.0.0.1",
                "--port",
                String.valueOf(port),
                "--model",
                model.toString(),
                "--alias",
                "tiny",
                "--ctx-size",
                "4096",
                "--parallel",
                "2",
                "--threads",
                "1",
                "--jinja",
                "--chat-template-file",
                TEMPLATE,
                // Its grammars begin behind a prompt that is read without the blank before.
                "--override-kv",
                "tokenizer.ggml.add_space_prefix=bool:false"));
    command.addAll(List.of(more));
    LlamaServer server =
        new LlamaServer(
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("llama-server-" + port + ".log").toFile())
                .start(),
            port);
    server.awaitReady(folder);
    return server;
  }

  private static String program() throws IOException, InterruptedException {
    Process getting =
        new ProcessBuilder(Path.of("llama-server").toAbsolutePath().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String place =
        new String(getting.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    int status = getting.waitFor();
    if (status != 0) {
      String message = "NOT TESTED: llama-server, which integration/llama-server gets from Debian";
      System.err.println(message);
      Assumptions.abort(message);
    }
    return place;
  }

  private void awaitReady(Path folder) throws IOException, InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    try (HttpClient http = HttpClient.newHttpClient()) {
      while (Instant.now().isBefore(end) && process.isAlive()) {
        try {
          if (http.send(
                      HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
                          .build(),
                      BodyHandlers.discarding())
                  .statusCode()
              == 200) {
            return;
          }
        } catch (IOException e) {
          // It doesn't listen yet.
        }
        Thread.sleep(50);
      }
    }
    close();
    throw new IOException(
        "llama-server didn't start: "
            + Files.readString(folder.resolve("llama-server-" + port + ".log")));
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
