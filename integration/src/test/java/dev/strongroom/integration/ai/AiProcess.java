// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.ai;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `strongroom ai` in a process of its own.
///
/// @param command it
/// @param uri of its endpoint; empty if it ended instead
public record AiProcess(StandingCommand command, URI uri) implements AutoCloseable {
  private static final String LISTENS = "OPENAI_BASE_URL=";

  /// Starts it on any port, and waits until it listens or ends.
  ///
  /// @param folder in which, and whose folder `home` is its home
  public static AiProcess start(Path folder, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("ai", "--port", "0"));
    all.addAll(List.of(arguments));
    StandingCommand command = StandingCommand.start(folder, LISTENS, List.of(), all);
    return new AiProcess(command, URI.create(command.rest(LISTENS)));
  }

  /// It.
  public Process process() {
    return command.process();
  }

  /// What it printed at its start.
  public String screen() {
    return command.screen();
  }

  @Override
  public void close() {
    command.close();
  }
}
