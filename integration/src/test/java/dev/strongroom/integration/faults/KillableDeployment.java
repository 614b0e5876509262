// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.faults;

import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.policy.MalformedPolicyException;
import dev.strongroom.attestation.policy.PolicyFile;
import dev.strongroom.channel.ChannelPolicy;
import dev.strongroom.channel.ServerAppraisal;
import dev.strongroom.client.AttestedHttpClient;
import dev.strongroom.integration.EnclaveJars;
import dev.strongroom.integration.NotaryJars;
import dev.strongroom.integration.ServiceJars;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// `strongroom up` with its log: host, enclave and witness, each a process that can be killed. Port
/// and state stay the same from start to start. Used by one thread.
final class KillableDeployment implements AutoCloseable {
  /// Who is killed.
  enum Victim {
    /// The enclave; its host starts another.
    ENCLAVE,
    /// The host, and the enclave with it.
    HOST,
    /// The witness; its host starts another.
    WITNESS,
    /// All of them at one moment, as if the machine's power failed.
    EVERYTHING
  }

  private static final Duration AGE = Duration.ofMinutes(10);

  private final String service;
  private final Path state;
  private final Path errors;
  private final int port;
  private final Queue<String> shown = new ConcurrentLinkedQueue<>();
  private Process up;
  private CompletableFuture<Boolean> screen;

  private KillableDeployment(String service, Path folder, Path state) throws IOException {
    this.service = service;
    this.state = state;
    this.errors = folder.resolve("up.log");
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = free.getLocalPort();
    }
    this.screen = new CompletableFuture<>();
    this.up = launched(screen);
  }

  /// Starts it; [#awaitUp] waits for it.
  ///
  /// @param folder for its state and what it says
  static KillableDeployment start(Path folder) throws IOException {
    return new KillableDeployment(
        "-Dstrongroom.notary=" + NotaryJars.path(), folder, folder.resolve("state"));
  }

  /// The same with the vault.
  static KillableDeployment ofVault(Path folder) throws IOException {
    return new KillableDeployment(
        "-Dstrongroom.vault=" + ServiceJars.vault(), folder, folder.resolve("state"));
  }

  /// Starts it again after its end.
  void restart() throws IOException {
    shown.clear();
    screen = new CompletableFuture<>();
    up = launched(screen);
  }

  private Process launched(CompletableFuture<Boolean> there) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "--enable-native-access=ALL-UNNAMED",
                    "-Dstrongroom.enclave=" + EnclaveJars.path(),
                    service,
                    "-cp",
                    System.getProperty("java.class.path"),
                    "dev.strongroom.cli.Main",
                    "up",
                    "--port",
                    String.valueOf(port),
                    "--witness-port",
                    "0",
                    "--state",
                    state.toString()))
            .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
            .start();
    Thread.ofVirtual().start(() -> read(process, there));
    return process;
  }

  private void read(Process process, CompletableFuture<Boolean> there) {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line; (line = out.readLine()) != null; ) {
        shown.add(line);
        if (line.startsWith("Ctrl-C")) {
          there.complete(true);
        }
      }
    } catch (IOException e) {
      // It was killed.
    } finally {
      there.complete(false);
    }
  }

  /// Waits until its screen is there.
  ///
  /// @return false if it ended before
  boolean awaitUp(Duration patience) throws InterruptedException, TimeoutException {
    try {
      return screen.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException("it is only ever completed", e);
    }
  }

  /// Whether the host runs.
  boolean running() {
    return up.isAlive();
  }

  /// Kills at once, and says whether there was anybody to kill.
  boolean kill(Victim victim) throws IOException {
    List<ProcessHandle> children = up.children().toList();
    Optional<ProcessHandle> enclave = child(children, "SimulatedBoot");
    Optional<ProcessHandle> witness = child(children, "dev.strongroom.cli.Main");
    List<ProcessHandle> victims =
        switch (victim) {
          case ENCLAVE -> enclave.stream().toList();
          case WITNESS -> witness.stream().toList();
          case HOST -> Stream.concat(host(), enclave.stream()).toList();
          case EVERYTHING -> Stream.concat(host(), children.stream()).toList();
        };
    victims.forEach(ProcessHandle::destroyForcibly);
    victims.forEach(process -> process.onExit().join());
    if (victim == Victim.HOST || victim == Victim.EVERYTHING) {
      // Its handle knows of the end before it does.
      up.onExit().join();
    }
    return !victims.isEmpty();
  }

  private Stream<ProcessHandle> host() {
    return up.isAlive() ? Stream.of(up.toHandle()) : Stream.of();
  }

  /// The JVM doesn't tell long command lines.
  private static Optional<ProcessHandle> child(List<ProcessHandle> children, String word)
      throws IOException {
    for (ProcessHandle child : children) {
      try {
        if (Files.readString(Path.of("/proc", String.valueOf(child.pid()), "cmdline"))
            .contains(word)) {
          return Optional.of(child);
        }
      } catch (NoSuchFileException e) {
        // It ended.
      }
    }
    return Optional.empty();
  }

  /// Where the notary is.
  URI address() {
    return URI.create("https://localhost:" + port + "/");
  }

  /// What it keeps: the store, the witness, policies.
  Path state() {
    return state;
  }

  /// All that was said on standard error since the first start, and how the last one ended: its
  /// status, 143 if somebody asked it to end, and what it showed, where a JVM says why it can't
  /// run.
  String said() throws IOException, InterruptedException {
    String end = "";
    // Its screen ends a moment before it does.
    if (up.waitFor(screen.getNow(true) ? 0 : 10, TimeUnit.SECONDS)) {
      end = "(exit status " + up.exitValue() + ", showed " + shown + ")";
    }
    return (Files.exists(errors) ? Files.readString(errors) : "") + end;
  }

  /// A client that accepts this deployment's enclaves. It has been up before.
  AttestedHttpClient client() {
    try {
      return AttestedHttpClient.builder(
              new ServerAppraisal(
                  new ChannelPolicy(
                      PolicyFile.parse(Files.readString(state.resolve("policy.json"))),
                      Optional.empty(),
                      false,
                      AGE),
                  Verifier.create(
                      SignatureProvider.fastest().remembering(16), PathCache.ofCapacity(16)),
                  InstantSource.system()))
          .connectTimeout(Duration.ofSeconds(5))
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (MalformedPolicyException e) {
      throw new IllegalStateException("up wrote a policy that isn't one", e);
    }
  }

  /// Ends it as Ctrl-C would.
  @Override
  public void close() {
    up.destroy();
    up.onExit().join();
  }
}
