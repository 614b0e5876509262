// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.inference;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// `./strongroom ai`, as people start it.
final class AiEndpoint {
  private static final String LISTENS = "OPENAI_BASE_URL=";

  private AiEndpoint() {}

  /// Starts it before a gateway, and waits until it listens.
  static Part start(int gateway, Path policy) throws IOException {
    Path root = Path.of(System.getProperty("strongroom.root", "."));
    Process process =
        new ProcessBuilder(
                List.of(
                    root.resolve("strongroom").toString(),
                    "ai",
                    "localhost:" + gateway,
                    "--policy",
                    policy.toString(),
                    "--port",
                    "0"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader screen = process.inputReader(StandardCharsets.UTF_8);
    for (String line; (line = screen.readLine()) != null; ) {
      if (line.startsWith(LISTENS)) {
        return new Part(process, URI.create(line.substring(LISTENS.length())).getPort());
      }
    }
    throw new IOException("strongroom ai ended with status " + process.onExit().join().exitValue());
  }
}
