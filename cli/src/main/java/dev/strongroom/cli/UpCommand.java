// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.host.CredentialsService;
import dev.strongroom.host.EgressService;
import dev.strongroom.host.Host;
import dev.strongroom.host.HostSettings;
import dev.strongroom.host.StoreService;
import dev.strongroom.host.WireService;
import dev.strongroom.host.control.ControlLine;
import dev.strongroom.host.control.FiguresLine;
import dev.strongroom.host.control.LogLine;
import dev.strongroom.host.control.StateLine;
import dev.strongroom.host.credentials.CredentialsSource;
import dev.strongroom.host.egress.AddressRange;
import dev.strongroom.host.egress.EgressAddresses;
import dev.strongroom.host.launch.Patience;
import dev.strongroom.host.launch.SimulatedLauncher;
import dev.strongroom.host.store.PostgresSettings;
import dev.strongroom.host.store.PostgresStore;
import dev.strongroom.host.store.SqliteStore;
import dev.strongroom.host.wire.UnixWire;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8443",
      description = "Where to listen on the loopback; 0 for any free port. Default: 8443.")
  private int port = 8443;

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

  @Option(
      names = "--postgres",
      paramLabel = "URL",
      description = {
        "Keep the enclave's sealed values in PostgreSQL, such as jdbc:postgresql://HOST/DATABASE;",
        "user and password are taken from PGUSER and PGPASSWORD. Default: SQLite in --state."
      })
  private @Nullable String postgres;

  @Option(
      names = "--egress-to",
      paramLabel = "CIDR",
      description = {
        "Also connect the enclave to these addresses, which aren't public: 10.1.0.0/16. May be",
        "repeated. Default: to public ones only, as far as its measured configuration allows."
      })
  private List<String> egressTo = List.of();

  @Option(
      names = "--aws",
      description = {
        "Hand AWS credentials to the enclave, for KMS: those of the environment (AWS_ACCESS_KEY_ID",
        "and so on), or else of this instance's role."
      })
  private boolean aws;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description = {
        "Where to show /metrics, /health/live and /health/ready on the loopback; 0 for any free",
        "port. Default: nowhere."
      })
  private @Nullable Integer metricsPort;

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
    Path policy = folder.resolve("policy.json");
    Path measured = configuration != null ? configuration : defaultConfiguration(folder);
    Path wire = wireFolder();
    SimulatedLauncher launcher =
        new SimulatedLauncher(modules, application, wire, measured, folder.resolve("simulated"));
    HostSettings settings =
        new HostSettings(
            new UnixWire(wire)::listen,
            launcher,
            Patience.ordinary(),
            services(folder),
            loopback(port),
            Optional.ofNullable(metricsPort).map(UpCommand::loopback),
            line -> heard(line, policy));
    try (Host host = Host.start(settings)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(host, wire)));
      screen(host, policy);
      new CountDownLatch(1).await();
      return ExitStatus.ACCEPTED;
    } catch (IOException e) {
      throw new UsageException("can't start: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitStatus.ACCEPTED;
    } finally {
      Files.deleteIfExists(wire);
    }
  }

  private List<WireService> services(Path folder) throws UsageException {
    List<WireService> services = new ArrayList<>();
    services.add(new StoreService(store(folder)));
    services.add(new EgressService(addresses()));
    if (aws) {
      services.add(
          new CredentialsService(
              CredentialsSource.ofThisMachine(System.getenv(), InstantSource.system())));
    }
    return services;
  }

  private StoreService.Opening store(Path folder) throws UsageException {
    if (postgres == null) {
      return () -> SqliteStore.open(folder.resolve("store.sqlite"));
    }
    String user = System.getenv("PGUSER");
    String password = System.getenv("PGPASSWORD");
    if (user == null || password == null) {
      throw new UsageException("PostgreSQL needs PGUSER and PGPASSWORD");
    }
    PostgresSettings settings =
        PostgresSettings.of(postgres, user, new PostgresSettings.Password(password));
    return () -> PostgresStore.open(settings);
  }

  private EgressAddresses addresses() throws UsageException {
    try {
      return new EgressAddresses(egressTo.stream().map(AddressRange::parse).toList());
    } catch (IllegalArgumentException e) {
      throw new UsageException("--egress-to: " + e.getMessage());
    }
  }

  /// For a signal: nobody gets back to [#call].
  private static void stop(Host host, Path wire) {
    host.close();
    try {
      Files.deleteIfExists(wire);
    } catch (IOException e) {
      // An empty folder in the temporary one harms nobody.
    }
  }

  /// Of its own in the temporary folder: Unix-domain sockets allow about 100 characters.
  private static Path wireFolder() throws IOException {
    return Files.createTempDirectory(
        "strongroom",
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static Path defaultConfiguration(Path folder) throws IOException {
    return Files.writeString(folder.resolve("enclave.json"), DEFAULT_CONFIGURATION);
  }

  private void heard(ControlLine line, Path policy) {
    switch (line) {
      case StateLine state -> SimulatedPolicy.json(state).ifPresent(text -> write(policy, text));
      case LogLine log -> {
        console.err().println(log.json());
        console.err().flush();
      }
      case FiguresLine _ -> {}
    }
  }

  /// What runs may differ from the last time, and so may the policy.
  private static void write(Path policy, String text) {
    try {
      Files.writeString(policy, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void screen(Host host, Path policy) throws IOException {
    PrintWriter out = console.out();
    int open = host.address().getPort();
    out.println(
        "A SIMULATED enclave is up: all is real but the hardware, so nothing is protected.");
    out.println();
    out.println("  listens at   localhost:" + open);
    host.status().state().ifPresent(state -> screen(out, state));
    host.metricsAddress()
        .ifPresent(
            at -> out.println("  metrics      http://localhost:" + at.getPort() + "/metrics"));
    out.println("  policy       " + policy);
    out.println();
    out.println("Check it from a second terminal:");
    out.println("  ./strongroom connect localhost:" + open + " --policy " + policy);
    out.println();
    out.println("Ctrl-C stops it.");
    out.flush();
  }

  private static void screen(PrintWriter out, StateLine state) {
    out.println("  state        " + state.words());
    out.println("  root secret  " + state.rootSecret());
    state.pcrs().forEach((name, value) -> out.println("  " + name + "         " + value));
    state.identityKey().ifPresent(key -> out.println("  identity     " + key));
  }
}
