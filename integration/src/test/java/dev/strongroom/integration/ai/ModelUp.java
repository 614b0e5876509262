// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.ai;

import dev.strongroom.integration.EnclaveJars;
import dev.strongroom.integration.ServiceJars;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `strongroom up` with the gateway's jars in a process of its own, at any port.
///
/// @param command it
/// @param address of its enclave, `localhost:PORT`; empty if it ended instead
public record ModelUp(StandingCommand command, String address) implements AutoCloseable {
  private static final String LISTENS = "  listens at   ";

  /// Starts it, and waits until its enclave is ready, or it ends.
  ///
  /// @param folder in which, and whose folder `home` is its home
  public static ModelUp start(Path folder, List<String> arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("up", "--port", "0", "--witness-port", "0"));
    all.addAll(arguments);
    StandingCommand command =
        StandingCommand.start(
            folder,
            "Ctrl-C",
            List.of(
                "-Dstrongroom.enclave=" + EnclaveJars.path(),
                "-Dstrongroom.inference=" + ServiceJars.gateway()),
            all);
    return new ModelUp(command, command.rest(LISTENS));
  }

  /// Kills its enclave, and waits for the end.
  void killEnclave() {
    ProcessHandle enclave =
        command.process().children().filter(ModelUp::runsAnEnclave).findFirst().orElseThrow();
    enclave.destroyForcibly();
    enclave.onExit().join();
  }

  /// The witness is a child, too. Java shows a command's first 4,096 bytes only.
  private static boolean runsAnEnclave(ProcessHandle child) {
    try {
      return Files.readString(Path.of("/proc", String.valueOf(child.pid()), "cmdline"))
          .contains("SimulatedBoot");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    command.close();
  }
}
