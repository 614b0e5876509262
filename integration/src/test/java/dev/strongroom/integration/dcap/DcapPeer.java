// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.dcap;

import dev.strongroom.attestation.Bytes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// `@phala/dcap-qvl` in a process of its own; it comes by the integrity hashes beside the script of
/// `src/test/npm/dcap`. Debian's packages `nodejs` and `npm` bring what it takes. Used by one
/// thread.
final class DcapPeer implements AutoCloseable {
  private static final Path SOURCES = Path.of("src/test/npm/dcap").toAbsolutePath();
  private static final Path FOLDER = Path.of("target/npm/dcap").toAbsolutePath();
  private static final int PATIENCE = 180;

  private final Process process;
  private final BufferedReader answers;
  private final Writer questions;

  private DcapPeer(Process process) {
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.questions = process.outputWriter(StandardCharsets.UTF_8);
  }

  /// Starts it.
  ///
  /// @return it, ready; an aborted test where Node.js, npm or its registry aren't
  static DcapPeer start() throws IOException, InterruptedException {
    Files.createDirectories(FOLDER);
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file : files.toList()) {
        Files.copy(file, FOLDER.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    if (!succeeds("node", "--version")
        || !succeeds("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")) {
      String message =
          "NOT TESTED: no @phala/dcap-qvl, which takes node, npm and its registry; see " + log();
      System.err.println(message);
      Assumptions.abort(message);
    }
    DcapPeer peer =
        new DcapPeer(
            new ProcessBuilder("node", "dcap.mjs")
                .directory(FOLDER.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start());
    if (!"ready".equals(peer.answers.readLine())) {
      peer.close();
      throw new IOException("dcap.mjs didn't start; see " + log());
    }
    return peer;
  }

  /// What it makes of a quote.
  ///
  /// @return Intel's word for a status, or `refused: ` and why
  String verify(Bytes quote, Bytes collateral, Instant at) throws IOException {
    questions.write(quote.hex() + " " + collateral.hex() + " " + at.getEpochSecond() + "\n");
    questions.flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("dcap.mjs ended; see " + log());
    }
    return answer;
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
