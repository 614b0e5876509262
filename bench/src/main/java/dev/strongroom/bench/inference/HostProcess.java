// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.inference;

import dev.strongroom.host.EgressService;
import dev.strongroom.host.Host;
import dev.strongroom.host.HostSettings;
import dev.strongroom.host.StoreService;
import dev.strongroom.host.control.StateLine;
import dev.strongroom.host.egress.AddressRange;
import dev.strongroom.host.egress.EgressAddresses;
import dev.strongroom.host.forward.ByteStream;
import dev.strongroom.host.forward.TcpForwarder;
import dev.strongroom.host.launch.LaunchedEnclave;
import dev.strongroom.host.launch.Patience;
import dev.strongroom.host.store.SqliteStore;
import dev.strongroom.host.wire.Port;
import dev.strongroom.host.wire.UnixWire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// The host of an [EnclaveProcess], which is a process of its own below this one.
final class HostProcess {
  static final String CONFIGURATION = "enclave.json";
  static final String POLICY = "policy.json";

  private HostProcess() {}

  /// Prints the port for clients, and serves until its input ends.
  ///
  /// @param arguments a folder with the measured configuration, in which the policy is written; and
  ///   which service
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    Path wire = Files.createTempDirectory("sr");
    HostSettings settings =
        new HostSettings(
            new UnixWire(wire)::listen,
            new Launcher(folder, wire, arguments[1]),
            Patience.ordinary(),
            List.of(
                new StoreService(() -> SqliteStore.open(folder.resolve("store.sqlite"))),
                new EgressService(new EgressAddresses(List.of(AddressRange.parse("127.0.0.0/8"))))),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Optional.empty(),
            _ -> {});
    try (Host host = Host.start(settings)) {
      Files.writeString(folder.resolve(POLICY), policy(host.status().state().orElseThrow()));
      System.out.println(host.address().getPort());
      Part.endWithInput(() -> {});
    }
    Folders.delete(wire);
    System.exit(0);
  }

  /// Accepts this enclave, and says that it is simulated.
  private static String policy(StateLine enclave) {
    String pcrs =
        enclave.pcrs().entrySet().stream()
            .map(pcr -> "\"" + pcr.getKey() + "\":\"" + pcr.getValue() + "\"")
            .collect(Collectors.joining(","));
    return """
    {"version":1,"kind":"nitro-enclave",
     "anchors":[{"name":"simulated","sha256":"%s","simulated":true}],
     "image":{"require":[{"name":"benchmark",%s}]},
     "signer":{"ignore":"simulated"},"role":{"ignore":"simulated"},
     "instance":{"ignore":"simulated"},"nonce":{"ignore":"the channel has its own"},
     "publicKey":{"require":true},"userData":{"require":true},"age":{"require":"PT5M"}}
    """
        .formatted(enclave.rootSha256().orElseThrow(), pcrs);
  }

  private record Launcher(Path folder, Path wire, String service)
      implements dev.strongroom.host.launch.Launcher {
    @Override
    public String name() {
      return "simulated";
    }

    @Override
    public LaunchedEnclave launch() throws IOException {
      List<String> command = new ArrayList<>(Part.javaCommand(EnclaveProcess.class));
      command.addAll(
          List.of(
              wire.toString(),
              folder.resolve(CONFIGURATION).toString(),
              folder.resolve("simulated").toString(),
              service));
      return new Launched(
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start(),
          wire.resolve("enclave-" + Port.SERVICE));
    }
  }

  private record Launched(Process process, Path socket) implements LaunchedEnclave {
    @Override
    public String name() {
      return "simulated enclave, process " + process.pid();
    }

    @Override
    public TcpForwarder.StreamSource wire() {
      return () -> ByteStream.of(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    @Override
    public CompletableFuture<String> ended() {
      return process.onExit().thenApply(gone -> "status " + gone.exitValue());
    }

    @Override
    public void kill() {
      process.destroyForcibly();
    }

    @Override
    public void stop(Duration grace) {
      try {
        process.getOutputStream().close();
        if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly();
        }
      } catch (IOException e) {
        process.destroyForcibly();
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
