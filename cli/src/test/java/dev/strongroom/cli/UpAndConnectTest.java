// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.host.forward.TcpForwarder;
import dev.strongroom.host.launch.Announcement;
import dev.strongroom.host.launch.SimulatedEnclave;
import dev.strongroom.host.launch.SupervisedEnclave;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `up` starts, seen by `connect`: a real process, a real forwarder, a real channel.
class UpAndConnectTest {
  @TempDir private static Path folder = Path.of("");
  private static @Nullable SimulatedEnclave enclave;
  private static @Nullable TcpForwarder forwarder;
  private static Path policy = Path.of("");
  private static String address = "";

  @BeforeAll
  static void up() throws IOException {
    SimulatedEnclave started =
        SimulatedEnclave.start(EnclaveModules.orAbort(), configuration(), folder.resolve("state"));
    enclave = started;
    forwarder =
        TcpForwarder.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), started::open);
    policy = folder.resolve("policy.json");
    Files.writeString(policy, SimulatedPolicy.json(started.announcement()));
    address = "127.0.0.1:" + forwarder.address().getPort();
  }

  @AfterAll
  static void down() throws IOException {
    if (forwarder != null) {
      forwarder.close();
    }
    if (enclave != null) {
      enclave.close();
    }
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
    String identity = Objects.requireNonNull(enclave).announcement().identityKey();
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
    List<Announcement> starts = new CopyOnWriteArrayList<>();
    try (SupervisedEnclave supervised =
        SupervisedEnclave.start(
            EnclaveModules.orAbort(), configuration(), folder.resolve("supervised"), starts::add)) {
      supervised.current().kill();
      for (int i = 0; i < 300 && starts.size() < 2; i++) {
        Thread.sleep(100);
      }
      assertThat(starts).hasSize(2);
      supervised.open().close();
      assertThat(starts.getLast().identityKey()).isEqualTo(starts.getFirst().identityKey());
    }
  }

  @Test
  void keepsIdentityAndPolicyOverRestarts() throws IOException {
    try (SimulatedEnclave again =
        SimulatedEnclave.start(
            EnclaveModules.orAbort(), configuration(), folder.resolve("state"))) {
      SimulatedEnclave first = Objects.requireNonNull(enclave);
      assertThat(again.announcement().identityKey()).isEqualTo(first.announcement().identityKey());
      assertThat(again.announcement().pcrs()).isEqualTo(first.announcement().pcrs());
      assertThat(again.announcement().rootSha256()).isEqualTo(first.announcement().rootSha256());
    }
  }
}
