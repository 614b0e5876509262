// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.host.launch.LaunchException;
import dev.strongroom.host.launch.Patience;
import dev.strongroom.host.launch.SimulatedLauncher;
import dev.strongroom.host.wire.UnixWire;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.note.VerifierKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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
        "Default: a simulated root secret, and a log with one witness on this machine."
      })
  private @Nullable Path configuration;

  @Option(
      names = "--application",
      paramLabel = "JARS",
      defaultValue = "",
      description = {
        "The application: jars with one service (docs/services.md), separated by colons. Their",
        "bytes are measured. Default: the vault, and the notary, which keeps the log (docs/vault.md,",
        "docs/notary.md)."
      })
  private String application = "";

  @Option(
      names = "--witness-port",
      paramLabel = "PORT",
      defaultValue = "7380",
      description = {
        "Where the witness of the enclave's log listens on the loopback, unless --configuration or",
        "--application is given; 0 for any free port, the same the next time. Default: 7380."
      })
  private int witnessPort = 7380;

  @Option(
      names = "--recovery",
      paramLabel = "FILE",
      description = {
        "Who may let the log go on if entries of it are lost (docs/recovery.md): a JSON object with",
        "threshold and operators, measured with the configuration. Default: nobody."
      })
  private @Nullable Path recovery;

  UpCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException, IOException, InterruptedException {
    String runtime = System.getProperty("strongroom.enclave");
    if (runtime == null) {
      throw new UsageException("the enclave's jars aren't here: start by ./strongroom up");
    }
    Path folder =
        state != null ? state : Path.of(System.getProperty("user.home"), ".local/state/strongroom");
    Files.createDirectories(folder);
    // The vault has the notary in it.
    String notary =
        System.getProperty("strongroom.vault", System.getProperty("strongroom.notary", ""));
    if (recovery != null && (configuration != null || !application.isEmpty())) {
      throw new UsageException("--recovery is for the notary without --configuration");
    }
    if (configuration != null) {
      boolean ledger = application.isEmpty() && !notary.isEmpty() && asksForLedger(configuration);
      return run(folder, ledger ? notary : runtime, configuration, Optional.empty());
    }
    Path measured = folder.resolve("enclave.json");
    if (notary.isEmpty() || !application.isEmpty()) {
      return run(
          folder, runtime, Files.writeString(measured, DEFAULT_CONFIGURATION), Optional.empty());
    }
    Optional<String> operators = operators();
    try (LocalWitness witness =
        LocalWitness.start(folder.resolve("witness"), witnessPort, DefaultLedger.origins())) {
      host.connectToLoopback();
      return run(
          folder,
          notary,
          Files.writeString(measured, DefaultLedger.configuration(witness, operators)),
          Optional.of(witness.key()));
    } catch (LaunchException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private Optional<String> operators() throws UsageException, IOException {
    if (recovery == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(CanonicalJson.text(JsonNode.parse(Files.readString(recovery)).value()));
    } catch (MalformedJsonException | IllegalArgumentException e) {
      throw new UsageException(recovery + ": " + e.getMessage());
    }
  }

  private static boolean asksForLedger(Path configuration) throws UsageException, IOException {
    try {
      Optional<JsonNode> settings =
          JsonNode.parse(Files.readString(configuration)).optional("settings");
      return settings.isPresent() && settings.get().optional("ledger").isPresent();
    } catch (MalformedJsonException e) {
      throw new UsageException(configuration + ": " + e.getMessage());
    }
  }

  private int run(Path folder, String modules, Path measured, Optional<VerifierKey> witness)
      throws UsageException, IOException {
    Path wire = WireFolder.create();
    return new HostSession(
            console,
            host,
            folder,
            "A SIMULATED enclave is up: all is real but the hardware, so nothing is protected.",
            witness,
            "")
        .run(
            new UnixWire(wire)::listen,
            new SimulatedLauncher(
                modules, application, wire, measured, folder.resolve("simulated")),
            Patience.ordinary(),
            () -> WireFolder.delete(wire));
  }
}
