// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.up;

import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.policy.MalformedPolicyException;
import dev.strongroom.attestation.policy.PolicyFile;
import dev.strongroom.channel.ChannelPolicy;
import dev.strongroom.channel.ServerAppraisal;
import dev.strongroom.client.AttestedHttpClient;
import dev.strongroom.integration.EnclaveJars;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `strongroom up` in a process of its own, which has the enclave's process as its child.
///
/// @param process the host's
/// @param address where the enclave is reached
/// @param policy the file that says what to accept
public record UpProcess(Process process, URI address, Path policy) implements AutoCloseable {
  private static final String LISTENS = "  listens at   localhost:";

  /// Starts it, and returns once its screen is there.
  static UpProcess start(Path state, Path application, String... more) throws IOException {
    return startAt(0, state, application, more);
  }

  /// The same at a port that clients know already.
  static UpProcess startAt(int port, Path state, Path application, String... more)
      throws IOException {
    Path home = Path.of(System.getProperty("java.home"));
    return started(command(home, port, state, application, more), state);
  }

  /// What starts it.
  ///
  /// @param home of Java, its own and the enclave's
  static ProcessBuilder command(Path home, int port, Path state, Path application, String... more)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                home.resolve("bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-Dstrongroom.enclave=" + EnclaveJars.path(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.strongroom.cli.Main",
                "up",
                "--port",
                String.valueOf(port),
                "--state",
                state.toString(),
                "--application",
                application.toString()));
    command.addAll(List.of(more));
    return new ProcessBuilder(command);
  }

  /// Starts a command that is `up`, and returns once its screen is there.
  static UpProcess started(ProcessBuilder command, Path state) throws IOException {
    if (command.redirectError().equals(ProcessBuilder.Redirect.PIPE)) {
      command.redirectError(ProcessBuilder.Redirect.INHERIT);
    }
    Process process = command.start();
    BufferedReader screen = process.inputReader(StandardCharsets.UTF_8);
    String listens = "";
    for (String line; (line = screen.readLine()) != null && !line.startsWith("Ctrl-C"); ) {
      if (line.startsWith(LISTENS)) {
        listens = line.substring(LISTENS.length()).strip();
      }
    }
    if (listens.isEmpty()) {
      process.destroyForcibly();
      throw new IOException("strongroom up didn't get that far");
    }
    return new UpProcess(
        process, URI.create("https://localhost:" + listens), state.resolve("policy.json"));
  }

  /// The enclave's process.
  public Optional<ProcessHandle> enclave() {
    return process.children().findFirst();
  }

  /// A client that accepts what the policy file accepts.
  AttestedHttpClient client() throws IOException {
    try {
      return AttestedHttpClient.create(
          new ServerAppraisal(
              new ChannelPolicy(
                  PolicyFile.parse(Files.readString(policy)),
                  Optional.empty(),
                  false,
                  Duration.ofMinutes(10)),
              Verifier.create(
                  SignatureProvider.fastest().remembering(16), PathCache.ofCapacity(16)),
              InstantSource.system()));
    } catch (MalformedPolicyException e) {
      throw new IOException(e);
    }
  }

  /// Ends it as Ctrl-C would.
  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
