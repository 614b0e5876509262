// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.llama;

import dev.strongroom.enclave.inference.engine.EngineException;
import dev.strongroom.enclave.inference.engine.EngineException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// What the library was compiled for. Where the processor hasn't got it, the first token would end
/// the process by an illegal instruction, and in an enclave nobody would see why.
final class Processor {
  /// Of x86-64, in the kernel's words.
  private static final List<String> NEEDED = List.of("avx", "avx2", "bmi2", "f16c", "fma");

  private static final Path FACTS = Path.of("/proc/cpuinfo");
  private static final String FLAGS = "flags";

  private Processor() {}

  /// Refuses a processor that can't run the library for x86-64.
  ///
  /// @throws EngineException if it lacks something, or can't be told
  static void check() throws EngineException {
    List<String> lacking;
    try {
      lacking = lacking(Files.readString(FACTS));
    } catch (IOException e) {
      throw new EngineException(Problem.LIBRARY, "what the processor can do can't be read");
    }
    if (!lacking.isEmpty()) {
      throw new EngineException(
          Problem.LIBRARY,
          "this processor, or what emulates it, lacks " + String.join(", ", lacking));
    }
  }

  /// What of the needed is missing.
  ///
  /// @param facts as the kernel tells them, of each processor; all are alike
  static List<String> lacking(String facts) {
    Set<String> flags =
        facts
            .lines()
            .filter(line -> line.startsWith(FLAGS))
            .findFirst()
            // Not every kernel tells each once.
            .map(line ->
                Set.copyOf(List.of(line.substring(line.indexOf(':') + 1).strip().split("\\s+"))))
            .orElse(Set.of());
    return NEEDED.stream().filter(flag -> !flags.contains(flag)).toList();
  }
}
