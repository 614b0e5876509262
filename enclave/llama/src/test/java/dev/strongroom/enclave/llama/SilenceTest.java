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
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process with an engine prints nothing and leaves nothing behind.
class SilenceTest {
  private static final int NO_LIBRARY = 7;
  private static final int FROM_ELSEWHERE = 8;

  /// Where Debian has libgomp.
  private static final List<Path> SYSTEM =
      List.of(
          Path.of("/usr/lib/x86_64-linux-gnu/libgomp.so.1"),
          Path.of("/usr/lib/aarch64-linux-gnu/libgomp.so.1"));

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
        loadedFrom(System.getProperty("from", ""));
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

    /// Whether libgomp was loaded from there, and from nowhere else.
    private static void loadedFrom(String file) throws IOException {
      if (!file.isEmpty()
          && !Files.readAllLines(Path.of("/proc/self/maps")).stream()
              .filter(line -> line.contains("libgomp"))
              .map(line -> line.substring(line.indexOf('/')))
              .collect(Collectors.toSet())
              .equals(Set.of(file))) {
        System.exit(FROM_ELSEWHERE);
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

  /// As in an image, which has libgomp beside it and nowhere else.
  @Test
  void takesLibrariesThatItNeedsFromTheirFiles() throws IOException, InterruptedException {
    Path system = SYSTEM.stream().filter(Files::exists).findFirst().orElseThrow();
    Path gomp = Files.copy(system, folder.resolve("libgomp.so.1"));
    Path library = unpacked();
    String property = "-Dstrongroom.llama.library=" + library;
    String needed = "-Dstrongroom.llama.needed=" + gomp;
    String nowhere = "-Djava.io.tmpdir=" + Files.createDirectory(folder.resolve("tmp"));
    String from = "-Dfrom=" + gomp;
    assertThat(run(nowhere, property, needed, from)).isZero();
    assertThat(run(nowhere, property, from)).isEqualTo(FROM_ELSEWHERE);
    Files.delete(gomp);
    assertThat(run(nowhere, property, needed)).isEqualTo(NO_LIBRARY);
  }

  private Path unpacked() throws IOException {
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
    return library;
  }

  @Test
  void takesALibraryThatIsUnpackedAlready() throws IOException, InterruptedException {
    Path library = unpacked();
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
