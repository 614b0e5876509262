// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.host.Host;
import dev.strongroom.host.HostSettings;
import dev.strongroom.host.control.EnclaveState;
import dev.strongroom.host.control.StateLine;
import dev.strongroom.host.launch.Patience;
import dev.strongroom.host.launch.SimulatedLauncher;
import dev.strongroom.host.wire.UnixWire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A ceremony by commands alone, with an enclave in a process of its own: birth, end, return.
@Timeout(180)
class CeremonyTest {
  @TempDir private Path folder = Path.of("");

  /// A host whose enclave waits for its operators. The policy that it writes pins what is measured,
  /// the configuration with the operators' keys too.
  private Host waiting(Path configuration, Path state) throws Exception {
    Path wire = Files.createTempDirectory("sr");
    Host host =
        Host.start(
            new HostSettings(
                new UnixWire(wire)::listen,
                new SimulatedLauncher(EnclaveModules.orAbort(), "", wire, configuration, state),
                Patience.ordinary(),
                List.of(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Optional.empty(),
                _ -> {}));
    StateLine said = host.status().state().orElseThrow();
    assertThat(said.state()).isEqualTo(EnclaveState.WAITING);
    Files.writeString(file("policy.json"), SimulatedPolicy.json(said).orElseThrow());
    return host;
  }

  private static String address(Host host) throws IOException {
    return "127.0.0.1:" + host.address().getPort();
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private static Run run(String... arguments) {
    return Run.with(new byte[0], false, Instant.now(), arguments);
  }

  private Run step(Host enclave, String step, String operator, String... more) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "ceremony",
                step,
                address(enclave),
                "--policy",
                file("policy.json").toString(),
                "--key",
                file(operator + ".key").toString()));
    all.addAll(List.of(more));
    return run(all.toArray(String[]::new));
  }

  private Run withShare(Host enclave, String step, String operator, String... more)
      throws IOException {
    List<String> all = new ArrayList<>(List.of("--share", file(operator + ".share").toString()));
    all.addAll(List.of(more));
    return step(enclave, step, operator, all.toArray(String[]::new));
  }

  private static void good(Run run) {
    assertThat(run.status()).as(run.out() + run.err()).isZero();
  }

  @Test
  void threeOperatorsGiveBirthAndTwoBringItBack() throws Exception {
    Path state = file("state");
    List<String> operators = new ArrayList<>();
    for (String name : List.of("ann", "bob", "eve")) {
      Run keygen = run("ceremony", "keygen", name, "--key", file(name + ".key").toString());
      good(keygen);
      operators.add(keygen.out().strip());
    }
    Path configuration =
        Files.writeString(
            file("quorum.json"),
            "{\"version\":1,\"deployment\":\"demo\",\"rootSecret\":{\"source\":\"quorum\","
                + "\"threshold\":2,\"operators\":["
                + String.join(",", operators)
                + "]}}");
    String identity;
    try (Host enclave = waiting(configuration, state)) {
      good(step(enclave, "begin", "ann"));
      Run again = step(enclave, "begin", "ann");
      assertThat(again.status()).isEqualTo(1);
      assertThat(again.out()).contains("already-begun");
      good(step(enclave, "begin", "bob"));
      Run joined = withShare(enclave, "join", "ann");
      good(joined);
      assertThat(joined.out()).contains("ACCEPTED", "SIMULATED", "confirmed     ann");
      identity = joined.out().strip().substring(joined.out().strip().length() - 64);
      good(withShare(enclave, "join", "bob"));
      good(withShare(enclave, "join", "eve"));
      await(enclave, identity);
    }
    try (Host enclave = waiting(configuration, state)) {
      Run status =
          run("ceremony", "status", address(enclave), "--policy", file("policy.json").toString());
      good(status);
      assertThat(status.out()).contains("waiting", "2 of 3", "ann bob eve");
      Run refused =
          run(
              "ceremony",
              "release",
              address(enclave),
              "--policy",
              Run.POLICY,
              "--key",
              file("ann.key").toString(),
              "--share",
              file("ann.share").toString());
      assertThat(refused.status()).isEqualTo(1);
      assertThat(refused.out()).contains("NOT CONNECTED");
      Run others = step(enclave, "release", "ann", "--share", file("eve.share").toString());
      assertThat(others.status()).isEqualTo(2);
      assertThat(others.err()).contains("not a share that ann stored");
      Run one = withShare(enclave, "release", "ann", "--wait", "1s");
      good(one);
      assertThat(one.out()).contains("released      ann", "doesn't run yet");
      Run two = withShare(enclave, "release", "eve", "--wait", "1m");
      good(two);
      assertThat(two.out()).contains("BACK", identity);
    }
  }

  private void await(Host enclave, String identity) throws Exception {
    String[] connect = {
      "connect",
      address(enclave),
      "--policy",
      file("policy.json").toString(),
      "--identity",
      identity
    };
    for (int i = 0; i < 50 && run(connect).status() != 0; i++) {
      Thread.sleep(200);
    }
    good(run(connect));
  }
}
