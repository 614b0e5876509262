// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.inference;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/// What confidentiality costs a stream of tokens.
public final class InferenceReport {
  /// What a server of a larger model writes to one reader.
  private static final double PACE = 50;

  private InferenceReport() {}

  /// Prints the report.
  ///
  /// @param parts `fast`, `paced` and `ceiling`, or some of them
  public static void run(Set<String> parts) throws Exception {
    Path folder = Files.createTempDirectory("inference-bench");
    try {
      System.out.println(
          "llama.cpp with the tiny model behind plain HTTP; gateway in a SIMULATED enclave; each part a"
              + " process, load generator included, on the same cores");
      if (parts.contains("fast")) {
        new TokensReport("as fast as the tiny model", 0, 200, 4).run(folder.resolve("fast"));
      }
      if (parts.contains("paced")) {
        new TokensReport("paced to 50 tokens/s", PACE, 64, 6).run(folder.resolve("paced"));
      }
      System.out.println(
          "targets: ratio >= 0.99 with one stream, >= 0.97 with 64 (others claim 0.95 to 0.97);"
              + " first token <= 3 ms later");
      if (parts.contains("ceiling")) {
        CeilingReport.run(folder.resolve("ceiling"));
      }
    } finally {
      Folders.delete(folder);
    }
  }
}
