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
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `up` starts, seen by `connect`: a real process, a real forwarder, a real channel.
class UpAndConnectTest {
  @TempDir private static Path folder = Path.of("");
  private static @Nullable Host host;
  private static Path policy = Path.of("");
  private static String address = "";

  @BeforeAll
  static void up() throws Exception {
    Host started = start("first", "state", new CopyOnWriteArrayList<>());
    host = started;
    policy = folder.resolve("policy.json");
    Files.writeString(policy, SimulatedPolicy.json(state(started)).orElseThrow());
    address = "127.0.0.1:" + started.address().getPort();
  }

  @AfterAll
  static void down() {
    if (host != null) {
      host.close();
    }
  }

  private static Host start(String wire, String state, List<StateLine> states)
      throws IOException, InterruptedException {
    Path sockets = Files.createDirectory(folder.resolve(wire));
    return Host.start(
        new HostSettings(
            new UnixWire(sockets)::listen,
            new SimulatedLauncher(
                EnclaveModules.orAbort(), "", sockets, configuration(), folder.resolve(state)),
            Patience.ordinary(),
            List.of(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Optional.empty(),
            line -> {
              if (line instanceof StateLine said && said.state() == EnclaveState.READY) {
                states.add(said);
              }
            }));
  }

  private static StateLine state(Host of) {
    return of.status().state().orElseThrow();
  }

  private static Path configuration() throws IOException {
    return Files.writeString(folder.resolve("enclave.json"), UpCommand.DEFAULT_CONFIGURATION);
  }

  private static Run connect(String... more) {
    String[] arguments = new String[more.length + 2];
    arguments[0] = "connect";
    arguments[1] = address;
    System.arraycopy(more, 0, arguments, 2, more.length);
    return Run.with(new byte[0], false, Instant.now(), arguments);
  }

  @Test
  void acceptsWhatUpStartedAndSaysThatItIsSimulated() {
    Run run = connect("--policy", policy.toString());
    assertThat(run.out()).contains("ACCEPTED", "SIMULATED", "✓ policy.image");
    assertThat(run.status()).isZero();
  }

  @Test
  void refusesOneChangedDigitOfEachMeasurement() throws IOException {
    String written = Files.readString(policy);
    for (String name : new String[] {"pcr0", "pcr1", "pcr2", "sha256"}) {
      int digit = written.indexOf("\"" + name + "\": \"") + name.length() + 5;
      char other = written.charAt(digit) == '0' ? '1' : '0';
      Path changed = folder.resolve("changed.json");
      Files.writeString(
          changed, written.substring(0, digit) + other + written.substring(digit + 1));
      Run run = connect("--policy", changed.toString());
      assertThat(run.status()).as(name).isEqualTo(1);
      assertThat(run.out()).contains("REFUSED", "NOT CONNECTED");
    }
  }

  @Test
  void verifiesAServerAsItVerifiesAFile() {
    Run run = verify("https://" + address);
    assertThat(run.out()).contains("ACCEPTED", "SIMULATED", "✓ policy.user-data");
    assertThat(run.status()).isZero();
    Run other = verify("https://" + address, "--nonce", "00");
    assertThat(other.status()).isEqualTo(2);
    assertThat(verify("https://127.0.0.1:1").status()).isEqualTo(2);
    assertThat(Run.of("inspect", "https://" + address).status()).isEqualTo(2);
  }

  private static Run verify(String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "verify";
    all[1] = "--policy";
    all[2] = policy.toString();
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return Run.with(new byte[0], false, Instant.now(), all);
  }

  @Test
  void pinsTheDeployment() {
    String identity = state(Objects.requireNonNull(host)).identityKey().orElseThrow();
    assertThat(connect("--policy", policy.toString(), "--identity", identity).status()).isZero();
    Run stranger = connect("--policy", policy.toString(), "--identity", "00".repeat(32));
    assertThat(stranger.status()).isEqualTo(1);
    assertThat(stranger.out()).contains("NOT CONNECTED", "identity");
  }

  @Test
  void aPolicyForRealEnclavesRefusesASimulatedOne() {
    Run run = connect("--policy", Run.POLICY);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("✗ path.root", "NOT CONNECTED");
  }

  @Test
  void tellsUnreachableApartFromRefused() {
    Run run = Run.of("connect", "127.0.0.1:1", "--policy", policy.toString());
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("can't be reached");
    assertThat(Run.of("connect", "nowhere", "--policy", policy.toString()).status()).isEqualTo(2);
  }

  @Test
  void startsAnEnclaveAgainThatWasKilled() throws Exception {
    List<StateLine> starts = new CopyOnWriteArrayList<>();
    try (Host supervised = start("killed", "supervised", starts)) {
      supervised.enclave().current().kill();
      for (int i = 0; i < 300 && starts.size() < 2; i++) {
        Thread.sleep(100);
      }
      assertThat(starts).hasSize(2);
      supervised.enclave().wire().open().close();
      assertThat(starts.getLast()).isEqualTo(starts.getFirst());
      assertThat(supervised.enclave().restarts()).isEqualTo(1);
    }
  }

  @Test
  void stopsWhenItIsAskedTo() throws Exception {
    Host stopping = start("stopping", "stopped", new CopyOnWriteArrayList<>());
    stopping.close();
    assertThat(stopping.enclave().current().ended().get()).isEqualTo("status 0");
  }

  @Test
  void keepsIdentityAndPolicyOverRestarts() throws Exception {
    try (Host again = start("again", "state", new CopyOnWriteArrayList<>())) {
      assertThat(state(again)).isEqualTo(state(Objects.requireNonNull(host)));
    }
  }
}
