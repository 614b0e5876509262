// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.ai;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// The clients `openai` and `@anthropic-ai/sdk`, unmodified, in a process of their own; they come
/// by the integrity hashes beside the script of `src/test/npm/ai`. Debian's packages `nodejs` and
/// `npm` bring what it takes. Used by one thread.
final class NpmClients implements AutoCloseable {
  private static final Path SOURCES = Path.of("src/test/npm/ai").toAbsolutePath();
  private static final Path FOLDER = Path.of("target/npm/ai").toAbsolutePath();
  private static final int PATIENCE = 180;

  /// How a client's question ended.
  ///
  /// @param pieces of text that its user was shown
  /// @param end `complete` or `error`
  /// @param status of HTTP, as the client's error has it; 0 if it has none
  /// @param code as the client's error has it
  /// @param message that a user is shown
  record Answer(List<String> pieces, String end, int status, String code, String message) {
    private static Answer of(JsonNode json) throws IOException {
      try {
        boolean failed = json.member("end").text().equals("error");
        return new Answer(
            ((List<?>) json.member("pieces").value()).stream().map(String::valueOf).toList(),
            json.member("end").text(),
            failed ? json.member("status").integer(0, 599) : 0,
            failed ? json.member("code").anyText() : "",
            failed ? json.member("message").anyText() : "");
      } catch (MalformedJsonException e) {
        throw new IOException(e);
      }
    }
  }

  private final Process process;
  private final BufferedReader answers;
  private final Writer questions;

  private NpmClients(Process process) {
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.questions = process.outputWriter(StandardCharsets.UTF_8);
  }

  /// Starts them.
  ///
  /// @return them, ready; an aborted test where Node.js, npm or its registry aren't
  static NpmClients start() throws IOException, InterruptedException {
    Files.createDirectories(FOLDER);
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file : files.toList()) {
        Files.copy(file, FOLDER.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    if (!succeeds("node", "--version")
        || !succeeds("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")) {
      String message =
          "NOT TESTED: no clients of npm, which take node, npm and its registry; see " + log();
      System.err.println(message);
      Assumptions.abort(message);
    }
    NpmClients clients =
        new NpmClients(
            new ProcessBuilder("node", "ask.mjs")
                .directory(FOLDER.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start());
    if (!"ready".equals(clients.answers.readLine())) {
      clients.close();
      throw new IOException("ask.mjs didn't start; see " + log());
    }
    return clients;
  }

  /// Asks.
  ///
  /// @param kind `chat`, `whole`, `response`, `models` or `message`
  Answer ask(String kind, URI endpoint, String model) throws IOException {
    questions.write(kind + " " + endpoint + " " + model + "\n");
    questions.flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("ask.mjs ended; see " + log());
    }
    try {
      return Answer.of(JsonNode.parse(answer));
    } catch (MalformedJsonException e) {
      throw new IOException(answer, e);
    }
  }

  private static boolean succeeds(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(FOLDER.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
              .start();
      return process.waitFor(PATIENCE, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static Path log() {
    return FOLDER.resolve("log");
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
