// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.npm;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// A folder of `src/test/npm`, copied to where its libraries are installed by the integrity hashes
/// of its `package-lock.json`.
///
/// @param sources scripts, `package.json` and `package-lock.json`
/// @param folder where they run
record NpmFolder(Path sources, Path folder) {
  private static final int PATIENCE = 180;

  static NpmFolder of(String name) {
    return new NpmFolder(
        Path.of("src/test/npm", name).toAbsolutePath(),
        Path.of("target/npm", name).toAbsolutePath());
  }

  Path log() {
    return folder.resolve("log");
  }

  /// Installs what the scripts import, unless it is there already. Other test processes may want
  /// the same at the same time.
  ///
  /// @param what is missing where Node.js, npm or its registry aren't: then the test is aborted
  void install(String what) throws IOException, InterruptedException {
    synchronized (NpmFolder.class) {
      Files.createDirectories(folder);
      try (FileChannel alone =
              FileChannel.open(
                  folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock _ = alone.lock()) {
        installAlone(what);
      }
    }
  }

  private void installAlone(String what) throws IOException, InterruptedException {
    try (Stream<Path> files = Files.list(sources)) {
      for (Path file : files.toList()) {
        Path copy = folder.resolve(file.getFileName());
        // One that runs elsewhere may read what is the same already.
        if (!Files.exists(copy) || Files.mismatch(file, copy) >= 0) {
          Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
    // Another lock file is another installation.
    Path done = folder.resolve("installed");
    String lock = Files.readString(sources.resolve("package-lock.json"));
    if (Files.exists(done) && Files.readString(done).equals(lock)) {
      return;
    }
    if (!succeeds(List.of("node", "--version"))
        || !succeeds(List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"))) {
      String message =
          "NOT TESTED: no " + what + ", which takes node, npm and its registry; see " + log();
      System.err.println(message);
      Assumptions.abort(message);
    }
    Files.writeString(done, lock);
  }

  private boolean succeeds(List<String> command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
              .start();
      return process.waitFor(PATIENCE, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
