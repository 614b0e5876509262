// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.ledger;

import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.policy.MalformedPolicyException;
import dev.strongroom.attestation.policy.PolicyFile;
import dev.strongroom.channel.AttestedConnector;
import dev.strongroom.channel.ChannelPolicy;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// `./strongroom up` with a laptop's defaults: host, enclave and witness are processes of their
/// own, SQLite flushes each commit, one witness.
public record UpProcess(Process process, int port, Path state) implements AutoCloseable {
  private static final String LISTENS = "  listens at   localhost:";
  private static final String PORTS = "0";

  /// Starts it, and waits until it listens.
  ///
  /// @param more options
  public static UpProcess start(Path state, String... more) throws IOException {
    List<String> options = new ArrayList<>(List.of("--witness-port", PORTS));
    options.addAll(List.of(more));
    return startAt(0, state, Map.of(), options.toArray(String[]::new));
  }

  /// The same at a port that others know already.
  ///
  /// @param environment beside this process' own
  static UpProcess startAt(int at, Path state, Map<String, String> environment, String... more)
      throws IOException {
    Path root = Path.of(System.getProperty("strongroom.root", "."));
    List<String> command =
        new ArrayList<>(
            List.of(
                root.resolve("strongroom").toString(),
                "up",
                "--port",
                String.valueOf(at),
                "--state",
                state.toString()));
    command.addAll(List.of(more));
    ProcessBuilder starting =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    starting.environment().putAll(environment);
    Process process = starting.start();
    BufferedReader screen = process.inputReader(StandardCharsets.UTF_8);
    int port = 0;
    for (String line; (line = screen.readLine()) != null && !line.startsWith("Ctrl-C"); ) {
      if (line.startsWith(LISTENS)) {
        port = Integer.parseInt(line.substring(LISTENS.length()).strip());
      }
    }
    if (port == 0) {
      process.destroyForcibly();
      throw new IOException("strongroom up didn't get that far");
    }
    return new UpProcess(process, port, state);
  }

  /// Connects under the policy that it wrote.
  public AttestedConnector connector() throws IOException {
    try {
      return new AttestedConnector(
          new ChannelPolicy(
              PolicyFile.parse(Files.readString(state.resolve("policy.json"))),
              Optional.empty(),
              false,
              Duration.ofHours(1)),
          Verifier.create(SignatureProvider.fastest().remembering(64), PathCache.ofCapacity(16)),
          InstantSource.system());
    } catch (MalformedPolicyException e) {
      throw new IOException(e);
    }
  }

  /// What the host's store takes on the disk, in bytes.
  public long stored() throws IOException {
    long bytes = 0;
    for (String file : List.of("store.sqlite", "store.sqlite-wal")) {
      Path path = state.resolve(file);
      bytes += Files.exists(path) ? Files.size(path) : 0;
    }
    return bytes;
  }

  /// Processor time that host, enclave and witness took so far, in seconds.
  public double processorSeconds() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
            .map(one -> one.info().totalCpuDuration().orElse(Duration.ZERO))
            .mapToLong(Duration::toMillis)
            .sum()
        / 1e3;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
