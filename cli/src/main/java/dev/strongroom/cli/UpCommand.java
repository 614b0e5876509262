// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.host.forward.TcpForwarder;
import dev.strongroom.host.launch.Announcement;
import dev.strongroom.host.launch.SupervisedEnclave;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
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
    try (SupervisedEnclave enclave =
            SupervisedEnclave.start(
                modules, measured, folder.resolve("simulated"), up -> write(policy, up));
        TcpForwarder forwarder =
            TcpForwarder.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), enclave::open)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(enclave)));
      screen(enclave.current().announcement(), forwarder.address().getPort(), policy);
      new CountDownLatch(1).await();
      return ExitStatus.ACCEPTED;
    } catch (IOException e) {
      throw new UsageException("can't start: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitStatus.ACCEPTED;
    }
  }

  private static Path defaultConfiguration(Path folder) throws IOException {
    return Files.writeString(folder.resolve("enclave.json"), DEFAULT_CONFIGURATION);
  }

  /// What runs may differ from the last time, and so may the policy.
  private static void write(Path policy, Announcement announcement) {
    try {
      Files.writeString(policy, SimulatedPolicy.json(announcement));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void screen(Announcement announcement, int port, Path policy) {
    PrintWriter out = console.out();
    out.println(
        "A SIMULATED enclave is up: all is real but the hardware, so nothing is protected.");
    out.println();
    out.println("  listens at   localhost:" + port);
    announcement.pcrs().forEach((name, value) -> out.println("  " + name + "         " + value));
    out.println("  identity     " + announcement.identityKey());
    out.println("  policy       " + policy);
    out.println();
    out.println("Check it from a second terminal:");
    out.println("  ./strongroom connect localhost:" + port + " --policy " + policy);
    out.println();
    out.println("Ctrl-C stops it.");
    out.flush();
  }

  private static void stop(SupervisedEnclave enclave) {
    try {
      enclave.close();
    } catch (IOException e) {
      // This process ends, and with it the enclave's standard input: it stops by itself.
    }
  }
}
