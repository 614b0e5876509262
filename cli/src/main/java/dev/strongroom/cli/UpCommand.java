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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
      "  strongroom up --model tiny.gguf",
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
        "Default: a simulated root secret, and a log with one witness on this machine. One with",
        "settings.inference is for the gateway to models (docs/inference.md)."
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

  @Option(
      names = "--upgrades",
      paramLabel = "FILE",
      description = {
        "Who may let another image have the root secret, and after which notice (docs/upgrades.md):",
        "a JSON object, measured with the configuration. Default: nobody."
      })
  private @Nullable Path upgrades;

  @Mixin private ModelOptions models = new ModelOptions();

  UpCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException, IOException, InterruptedException {
    checkOptions();
    List<ServedModel> served = models.read();
    String runtime = jars("strongroom.enclave");
    if (runtime.isEmpty()) {
      throw new UsageException("the enclave's jars aren't here: start by ./strongroom up");
    }
    Path folder = state != null ? state : StateFolder.ordinary();
    Files.createDirectories(folder);
    if (configuration != null) {
      return run(folder, modulesFor(configuration, runtime), configuration, Optional.empty());
    }
    // The vault has the notary in it, and so has the gateway.
    String withNotary = served.isEmpty() ? notary() : gateway();
    Path measured = folder.resolve("enclave.json");
    if (withNotary.isEmpty() || !application.isEmpty()) {
      return run(
          folder, runtime, Files.writeString(measured, DEFAULT_CONFIGURATION), Optional.empty());
    }
    return withLog(folder, withNotary, measured, served);
  }

  private void checkOptions() throws UsageException {
    if ((recovery != null || upgrades != null)
        && (configuration != null || !application.isEmpty())) {
      throw new UsageException(
          "--recovery and --upgrades are for the notary without --configuration");
    }
    if (models.any() && (configuration != null || !application.isEmpty())) {
      throw new UsageException(
          "--model makes a configuration of its own, for the gateway: not with --application, and"
              + " with --configuration say --offer FILE");
    }
    if (configuration != null && Files.notExists(configuration)) {
      throw new UsageException(configuration + ": there is no such file");
    }
  }

  private static String jars(String property) {
    return System.getProperty(property, "");
  }

  private static String notary() {
    return System.getProperty("strongroom.vault", jars("strongroom.notary"));
  }

  private static String gateway() throws UsageException {
    String gateway = jars("strongroom.inference");
    if (gateway.isEmpty()) {
      throw new UsageException("the gateway's jars aren't here: start by ./strongroom up");
    }
    return gateway;
  }

  /// The jars with what a configuration has settings for.
  private String modulesFor(Path configuration, String runtime) throws UsageException, IOException {
    Set<String> settings = application.isEmpty() ? settings(configuration) : Set.of();
    if (settings.contains("inference")) {
      return gateway();
    }
    return settings.contains("ledger") && !notary().isEmpty() ? notary() : runtime;
  }

  private static Set<String> settings(Path configuration) throws UsageException, IOException {
    try {
      Optional<JsonNode> settings =
          JsonNode.parse(Files.readString(configuration)).optional("settings");
      return settings.isPresent() ? Set.copyOf(settings.get().names()) : Set.of();
    } catch (MalformedJsonException e) {
      throw new UsageException(configuration + ": " + e.getMessage());
    }
  }

  private int withLog(Path folder, String modules, Path measured, List<ServedModel> served)
      throws UsageException, IOException, InterruptedException {
    Map<String, String> operators = new TreeMap<>();
    put(operators, "recovery", recovery);
    put(operators, "upgrades", upgrades);
    Optional<String> service =
        served.isEmpty()
            ? DefaultVault.settings(!jars("strongroom.vault").isEmpty(), host.address().getPort())
            : Optional.of("\"inference\": " + DefaultInference.settings(served));
    try (LocalWitness witness =
        LocalWitness.start(folder.resolve("witness"), witnessPort, DefaultLedger.origins())) {
      host.connectToLoopback();
      host.offer(served.stream().map(ServedModel::weights).toList());
      return run(
          folder,
          modules,
          Files.writeString(measured, DefaultLedger.configuration(witness, operators, service)),
          Optional.of(witness.key()),
          served);
    } catch (LaunchException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private static void put(Map<String, String> settings, String name, @Nullable Path file)
      throws UsageException, IOException {
    if (file == null) {
      return;
    }
    try {
      settings.put(name, CanonicalJson.text(JsonNode.parse(Files.readString(file)).value()));
    } catch (MalformedJsonException | IllegalArgumentException e) {
      throw new UsageException(file + ": " + e.getMessage());
    }
  }

  private int run(Path folder, String modules, Path measured, Optional<VerifierKey> witness)
      throws UsageException, IOException {
    return run(folder, modules, measured, witness, List.of());
  }

  private int run(
      Path folder,
      String modules,
      Path measured,
      Optional<VerifierKey> witness,
      List<ServedModel> served)
      throws UsageException, IOException {
    Path wire = WireFolder.create();
    boolean gateway = modules.equals(jars("strongroom.inference"));
    return new HostSession(
            console,
            host,
            folder,
            "A SIMULATED enclave is up: all is real but the hardware, so nothing is protected.",
            witness,
            served,
            served.stream().map(ServedModel::hint).collect(Collectors.joining()))
        .run(
            new UnixWire(wire)::listen,
            new SimulatedLauncher(
                modules,
                application,
                gateway ? List.of(DefaultInference.NATIVE_ACCESS) : List.of(),
                wire,
                measured,
                folder.resolve("simulated")),
            Patience.ordinary(),
            () -> WireFolder.delete(wire));
  }
}
