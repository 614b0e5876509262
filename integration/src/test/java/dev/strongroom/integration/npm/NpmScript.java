// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.npm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A script of `src/test/npm` in a process of its own: libraries from npm that other people wrote,
/// asked and answering line by line. Debian's packages `nodejs` and `npm` bring what it takes. Used
/// by one thread.
public final class NpmScript implements AutoCloseable {
  private final String name;
  private final Path log;
  private final Process process;
  private final BufferedReader answers;
  private final Writer questions;

  private NpmScript(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.questions = process.outputWriter(StandardCharsets.UTF_8);
  }

  /// Installs what a script imports, and starts it.
  ///
  /// @param folder below `src/test/npm`
  /// @param what the libraries are, for people
  /// @param script which says `ready` once it is
  /// @return it, ready; an aborted test where Node.js, npm or its registry aren't
  public static NpmScript start(String folder, String what, String script, String... arguments)
      throws IOException, InterruptedException {
    NpmFolder installed = NpmFolder.of(folder);
    installed.install(what);
    List<String> command = new ArrayList<>(List.of("node", script));
    command.addAll(List.of(arguments));
    NpmScript started =
        new NpmScript(
            script,
            installed.log(),
            new ProcessBuilder(command)
                .directory(installed.folder().toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(installed.log().toFile()))
                .start());
    if (!"ready".equals(started.answers.readLine())) {
      started.close();
      throw new IOException(script + " didn't start; see " + installed.log());
    }
    return started;
  }

  /// Says a line, and waits for the one that answers it.
  public String ask(String question) throws IOException {
    questions.write(question + "\n");
    questions.flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException(name + " ended; see " + log);
    }
    return answer;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
