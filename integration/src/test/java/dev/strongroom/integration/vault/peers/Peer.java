// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.vault.peers;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// A script of `src/test/npm/vault` in a process of its own: libraries from npm that other people
/// wrote, which come by the integrity hashes beside them. Debian's packages `nodejs` and `npm`
/// bring what it takes. Used by one thread.
final class Peer implements AutoCloseable {
  private static final Path SOURCES = Path.of("src/test/npm/vault").toAbsolutePath();
  private static final Path FOLDER = Path.of("target/npm/vault").toAbsolutePath();
  private static final int PATIENCE = 180;

  private final Process process;
  private final BufferedReader answers;
  private final Writer questions;

  private Peer(Process process) {
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.questions = process.outputWriter(StandardCharsets.UTF_8);
  }

  /// Starts a script.
  ///
  /// @return it, ready; an aborted test where Node.js, npm or its registry aren't
  static Peer start(String script, String... arguments) throws Exception {
    install();
    List<String> command = new ArrayList<>(List.of("node", script));
    command.addAll(List.of(arguments));
    Peer peer =
        new Peer(
            new ProcessBuilder(command)
                .directory(FOLDER.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start());
    if (!peer.line().member("ready").flag()) {
      peer.close();
      throw new IOException(script + " didn't start; see " + log());
    }
    return peer;
  }

  /// Asks.
  ///
  /// @param question beside `act`
  /// @throws IOException if the script failed at it
  JsonNode ask(String act, Map<String, ?> question) throws IOException, MalformedJsonException {
    Map<String, Object> members = new HashMap<>(question);
    members.put("act", act);
    questions.write(CanonicalJson.text(members) + "\n");
    questions.flush();
    JsonNode answer = line();
    if (answer.optional("failed").isPresent()) {
      throw new IOException(act + ": " + answer.member("failed").anyText());
    }
    return answer.member("answer");
  }

  private JsonNode line() throws IOException, MalformedJsonException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("the script ended; see " + log());
    }
    return JsonNode.parse(line);
  }

  private static Path log() {
    return FOLDER.resolve("log");
  }

  /// Other test processes may want the same at the same time.
  private static synchronized void install() throws IOException, InterruptedException {
    Files.createDirectories(FOLDER);
    try (FileChannel alone =
            FileChannel.open(
                FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = alone.lock()) {
      installAlone();
    }
  }

  private static void installAlone() throws IOException, InterruptedException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file : files.toList()) {
        Path copy = FOLDER.resolve(file.getFileName());
        // One that runs elsewhere may read what is the same already.
        if (!Files.exists(copy) || Files.mismatch(file, copy) >= 0) {
          Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
    // Another lock file is another installation.
    Path done = FOLDER.resolve("installed");
    String lock = Files.readString(SOURCES.resolve("package-lock.json"));
    if (Files.exists(done) && Files.readString(done).equals(lock)) {
      return;
    }
    if (!succeeds("node", "--version")
        || !succeeds("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")) {
      String message =
          "NOT TESTED: no node of Ethereum, no viem, web3.js, bitcoinjs-lib and OpenID provider,"
              + " which take node, npm and its registry; see "
              + log();
      System.err.println(message);
      Assumptions.abort(message);
    }
    Files.writeString(done, lock);
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

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
