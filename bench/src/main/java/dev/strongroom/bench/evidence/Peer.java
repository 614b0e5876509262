// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.evidence;

import dev.strongroom.attestation.Bytes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// `@phala/dcap-qvl` in a process of its own, which times itself; it comes by the integrity hashes
/// that the tests use too. Used by one thread.
final class Peer implements AutoCloseable {
  private static final int PATIENCE = 180;
  private static final double NANOS = 1e9;

  private final Process process;
  private final BufferedReader answers;
  private final Writer questions;

  private Peer(Process process) {
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.questions = process.outputWriter(StandardCharsets.UTF_8);
  }

  /// Starts it; empty where Node.js, npm or its registry aren't.
  static Optional<Peer> start() throws IOException, InterruptedException {
    Path root = Path.of(System.getProperty("strongroom.root", "."));
    Path folder = root.resolve("bench/target/npm/dcap").toAbsolutePath();
    Files.createDirectories(folder);
    Path hashes = root.resolve("integration/src/test/npm/dcap");
    for (Path file :
        List.of(
            hashes.resolve("package.json"),
            hashes.resolve("package-lock.json"),
            root.resolve("bench/src/main/npm/dcap-rounds.mjs"))) {
      Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!succeeds(folder, "node", "--version")
        || !succeeds(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")) {
      return Optional.empty();
    }
    Peer peer =
        new Peer(
            new ProcessBuilder("node", "dcap-rounds.mjs")
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start());
    if (!"ready".equals(peer.answers.readLine())) {
      peer.close();
      throw new IOException("dcap-rounds.mjs didn't start; see " + folder.resolve("log"));
    }
    return Optional.of(peer);
  }

  /// Lets it verify a quote again and again.
  ///
  /// @param seconds how long
  /// @return verifications per second; all found the quote good
  double rate(Bytes quote, Bytes collateral, Instant at, int seconds) throws IOException {
    questions.write(
        quote.hex() + " " + collateral.hex() + " " + at.getEpochSecond() + " " + seconds + "\n");
    questions.flush();
    String answer = answers.readLine();
    if (answer == null || !answer.matches("[0-9]+ [0-9]+")) {
      throw new IOException("dcap-rounds.mjs says: " + answer);
    }
    String[] counted = answer.split(" ", -1);
    return Long.parseLong(counted[0]) * NANOS / Long.parseLong(counted[1]);
  }

  private static boolean succeeds(Path folder, String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
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
