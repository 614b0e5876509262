// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.gpu;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.configuration.GpuConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// A machine with `src/test/c/simulated_nvml.c` in place of NVIDIA's library: SIMULATED, there is
/// no GPU. The library is compiled for each, so each has its own state.
public final class SimulatedDriver {
  private static final String SOURCE = "src/test/c/simulated_nvml.c";
  private static final String NAME = "libnvidia-ml-SIMULATED.so.1";

  private final Path folder;
  private int gpus;

  private SimulatedDriver(Path folder) {
    this.folder = folder;
  }

  /// Compiles it. Where there is no C compiler, says so and aborts the calling test, which then
  /// counts as skipped and not as passed.
  public static SimulatedDriver orAbort(Path folder, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("cc", "-Wall", "-Wextra", "-Werror", "-O1", "-shared", "-fPIC"));
    command.addAll(List.of(more));
    command.addAll(List.of("-o", folder.resolve(NAME).toString(), source().toString(), "-ldl"));
    Process compiler;
    try {
      compiler = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      String message = "NOT TESTED: no C compiler for the SIMULATED libnvidia-ml (apt: gcc)";
      System.err.println(message);
      return Assumptions.abort(message);
    }
    String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!compiler.waitFor(60, TimeUnit.SECONDS) || compiler.exitValue() != 0) {
      throw new AssertionError("the stand-in doesn't compile: " + said);
    }
    SimulatedDriver driver = new SimulatedDriver(folder);
    driver.settings(2, 1, 0, 0).version("550.90.07");
    return driver;
  }

  /// Of this module, whose tests run in its folder, or beside the module whose tests use it.
  private static Path source() {
    Path here = Path.of(SOURCE);
    return Files.exists(here) ? here : Path.of("../enclave/runtime").resolve(SOURCE);
  }

  /// Where it is.
  public Path library() {
    return folder.resolve(NAME);
  }

  NvidiaGpus open() throws NvmlException {
    return NvidiaGpus.open(library());
  }

  NvidiaGpus open(Duration limit) throws NvmlException {
    return new NvidiaGpus(new GpuConfiguration(1, 64, Optional.of(library())), limit);
  }

  public SimulatedDriver settings(int environment, int feature, int tools, int several)
      throws IOException {
    write("settings", environment + " " + feature + " " + tools + " " + several);
    return this;
  }

  SimulatedDriver version(String version) throws IOException {
    write("driver", version);
    return this;
  }

  /// One more GPU.
  ///
  /// @param chain PEM
  public SimulatedDriver gpu(int architecture, String vbios, Bytes report, Bytes chain)
      throws IOException {
    String name = "gpu-" + gpus;
    Files.createDirectory(folder.resolve(name));
    write(name + "/uuid", "GPU-SIMULATED-" + gpus);
    write(name + "/architecture", Integer.toString(architecture));
    write(name + "/vbios", vbios);
    Files.write(folder.resolve(name + "/report"), report.toByteArray());
    Files.write(folder.resolve(name + "/chain"), chain.toByteArray());
    gpus++;
    return this;
  }

  /// Has a function do something else; see the stand-in's source.
  SimulatedDriver behave(String function, String what, long number) throws IOException {
    Files.writeString(
        folder.resolve("behave"),
        function + " " + what + " " + number + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    return this;
  }

  /// Takes all of that back.
  void behaveAgain() throws IOException {
    Files.deleteIfExists(folder.resolve("behave"));
  }

  /// The nonce that a GPU was asked with last.
  public Bytes asked(int gpu) throws IOException {
    return Bytes.copyOf(Files.readAllBytes(folder.resolve("gpu-" + gpu + "/asked")));
  }

  boolean wasShutDown() {
    return Files.exists(folder.resolve("was-shut-down"));
  }

  void write(String file, String content) throws IOException {
    Files.writeString(folder.resolve(file), content + "\n");
  }
}
