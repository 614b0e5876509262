// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.host.launch.Patience;
import dev.strongroom.host.launch.SimulatedLauncher;
import dev.strongroom.host.wire.UnixWire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `strongroom up`: a host and a simulated enclave on this machine.
@Command(
    name = "up",
    description = {
      "Starts a host and a SIMULATED enclave on this machine, until Ctrl-C.",
      "",
      "Everything is real but the hardware: nothing is protected from whoever owns the machine."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  strongroom up",
      "  strongroom connect localhost:8443 --policy <the file that up names>   (elsewhere)"
    })
final class UpCommand implements Callable<Integer> {
  /// The measured configuration of an enclave that only has to be tried out.
  static final String DEFAULT_CONFIGURATION =
      """
      {
        "version": 1,
        "deployment": "simulated",
        "rootSecret": { "source": "simulated" }
      }
      """;

  private final Console console;

  @Mixin private HostOptions host = new HostOptions();

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = "Where root secret and policy are kept. Default: ~/.local/state/strongroom.")
  private @Nullable Path state;

  @Option(
      names = "--configuration",
      paramLabel = "FILE",
      description = {
        "The measured configuration (docs/enclave-configuration.md).",
        "Default: a simulated root secret and no way out."
      })
  private @Nullable Path configuration;

  @Option(
      names = "--application",
      paramLabel = "JARS",
      defaultValue = "",
      description = {
        "The application: jars with one service (docs/services.md), separated by colons. Their",
        "bytes are measured. Default: a service that says what the enclave is."
      })
  private String application = "";

  UpCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException, IOException {
    String modules = System.getProperty("strongroom.enclave");
    if (modules == null) {
      throw new UsageException("the enclave's jars aren't here: start by ./strongroom up");
    }
    Path folder =
        state != null ? state : Path.of(System.getProperty("user.home"), ".local/state/strongroom");
    Files.createDirectories(folder);
    Path measured = configuration != null ? configuration : defaultConfiguration(folder);
    Path wire = WireFolder.create();
    return new HostSession(
            console,
            host,
            folder,
            "A SIMULATED enclave is up: all is real but the hardware, so nothing is protected.",
            "")
        .run(
            new UnixWire(wire)::listen,
            new SimulatedLauncher(
                modules, application, wire, measured, folder.resolve("simulated")),
            Patience.ordinary(),
            () -> WireFolder.delete(wire));
  }

  private static Path defaultConfiguration(Path folder) throws IOException {
    return Files.writeString(folder.resolve("enclave.json"), DEFAULT_CONFIGURATION);
  }
}
