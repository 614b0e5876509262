// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.llama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.enclave.inference.engine.Engine;
import dev.strongroom.enclave.inference.engine.EngineException;
import dev.strongroom.enclave.inference.engine.EngineSettings;
import dev.strongroom.enclave.inference.engine.Sampling;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process with an engine prints nothing and leaves nothing behind.
class SilenceTest {
  @TempDir private Path folder;

  /// What the process does: everything that llama.cpp has something to say of.
  static final class Program {
    private Program() {}

    /// Exits with 0 if all went well, and no file was there while it ran.
    public static void main(String[] arguments) throws Exception {
      Path model = Path.of(arguments[0]);
      EngineSettings settings = new EngineSettings(512, 1, 2, 4);
      try (Engine engine = new LlamaProvider().load(model, settings)) {
        Tiny.write(engine, "the canary sings <|im_end|>", 60, Tiny.seeded(1, Map.of()));
        engine.embed("the canary sings");
        refused(engine, "the canary sings".repeat(100));
        if (!Stream.of(new File(System.getProperty("java.io.tmpdir")).list()).toList().isEmpty()) {
          System.exit(3);
        }
      }
    }

    private static void refused(Engine engine, String prompt) throws Exception {
      try {
        Tiny.write(engine, prompt, 1, Sampling.greedy());
        System.exit(5);
      } catch (EngineException _) {
        // It is too long.
      }
    }
  }

  @Test
  void printsNothingAndLeavesNothing() throws IOException, InterruptedException {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Path printed = folder.resolve("printed");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:-UsePerfData"));
    command.add("-Djava.io.tmpdir=" + temporary);
    command.addAll(List.of("-cp", classPath(), Program.class.getName()));
    command.add(Tiny.file(folder).toString());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(printed).isEmptyFile();
    assertThat(process.exitValue()).isZero();
    assertThat(temporary).isEmptyDirectory();
  }

  private static String classPath() {
    return Stream.of("java.class.path", "jdk.module.path")
            .map(name -> System.getProperty(name, ""))
            .filter(path -> !path.isEmpty())
            .reduce((a, b) -> a + File.pathSeparator + b)
            .orElseThrow()
        + File.pathSeparator
        + Path.of("target", "test-classes").toAbsolutePath();
  }
}
