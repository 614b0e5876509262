// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.llama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.enclave.inference.engine.Engine;
import dev.strongroom.enclave.inference.engine.EngineException;
import dev.strongroom.enclave.inference.engine.EngineSettings;
import dev.strongroom.enclave.inference.engine.Sampling;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
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
  private static final int NO_LIBRARY = 7;

  @TempDir private Path folder;

  /// What the process does: everything that llama.cpp has something to say of.
  static final class Program {
    private Program() {}

    /// Exits with 0 if all went well, and no file was there while it ran.
    public static void main(String[] arguments) throws Exception {
      Path model = Path.of(arguments[0]);
      EngineSettings settings = new EngineSettings(512, 1, 2, 4);
      try (Engine engine = loaded(model, settings)) {
        Tiny.write(engine, "the canary sings <|im_end|>", 60, Tiny.seeded(1, Map.of()));
        engine.embed("the canary sings");
        refused(engine, "the canary sings".repeat(100));
        String[] temporary = new File(System.getProperty("java.io.tmpdir")).list();
        if (temporary != null && temporary.length > 0) {
          System.exit(3);
        }
      }
    }

    private static Engine loaded(Path model, EngineSettings settings) {
      try {
        return new LlamaProvider().load(model, settings);
      } catch (EngineException e) {
        System.exit(e.problem() == EngineException.Problem.LIBRARY ? NO_LIBRARY : 6);
        throw new AssertionError(e);
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
    assertThat(run("-Djava.io.tmpdir=" + temporary)).isZero();
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void takesALibraryThatIsUnpackedAlready() throws IOException, InterruptedException {
    Path library = folder.resolve("libjllama.so");
    try (InputStream in =
        SilenceTest.class
            .getClassLoader()
            .getResourceAsStream(
                "de/kherud/llama/Linux/"
                    + (System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch64")
                    + "/libjllama.so")) {
      Files.copy(in, library);
    }
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    String nowhere = "-Djava.io.tmpdir=" + temporary;
    String property = "-Dstrongroom.llama.library=" + library;
    assertThat(run(nowhere, property)).isZero();
    byte[] other = Files.readAllBytes(library);
    other[other.length / 2] ^= 1;
    Files.write(library, other);
    assertThat(run(nowhere, property)).isEqualTo(NO_LIBRARY);
    Files.delete(library);
    assertThat(temporary).isEmptyDirectory();
    assertThat(run(nowhere, property)).isEqualTo(NO_LIBRARY);
  }

  /// Runs the program, which must print nothing.
  ///
  /// @return its exit status
  private int run(String... options) throws IOException, InterruptedException {
    Path printed = folder.resolve("printed");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:-UsePerfData"));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", classPath(), Program.class.getName()));
    command.add(Tiny.file(folder).toString());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(printed).isEmptyFile();
    return process.exitValue();
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
