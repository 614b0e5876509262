// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.host.control.ControlServer;
import dev.strongroom.host.control.EnclaveState;
import dev.strongroom.host.forward.ByteStream;
import dev.strongroom.host.wire.Port;
import dev.strongroom.host.wire.UnixListener;
import dev.strongroom.host.wire.UnixWire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Real processes that stand for enclaves: started, watched, started again, stopped.
@Timeout(60)
class SupervisedEnclaveTest {
  @TempDir private Path wire = Path.of("");
  private final ControlServer control = new ControlServer(System::nanoTime, _ -> {});
  private UnixListener listener;

  @BeforeEach
  void listen() throws IOException {
    listener = new UnixWire(wire).listen(Port.CONTROL, control);
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
  }

  private SupervisedEnclave start(String behaviour) throws IOException, InterruptedException {
    return SupervisedEnclave.start(
        FakeEnclaves.launcher(wire, behaviour), control, FakeEnclaves.HURRIED);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 3000 && !condition.getAsBoolean(); i++) {
      Thread.sleep(10);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  private static void echoes(SupervisedEnclave enclave) throws IOException {
    try (ByteStream client = enclave.wire().open()) {
      client.write(ByteBuffer.wrap(new byte[] {42}));
      ByteBuffer answer = ByteBuffer.allocate(1);
      client.read(answer);
      assertThat(answer.get(0)).isEqualTo((byte) 42);
    }
  }

  @Test
  void startsWithAnEmptyEnvironmentAndStopsWhenAskedOverControl() throws Exception {
    SupervisedEnclave enclave = start("well");
    assertThat(control.status().state().orElseThrow().rootSecret()).isEqualTo("variables: 0");
    assertThat(enclave.up()).isTrue();
    echoes(enclave);
    enclave.close();
    assertThat(enclave.current().ended().get()).isEqualTo("status 42");
    assertThat(enclave.restarts()).isZero();
    assertThat(wire.resolve("enclave-8443")).doesNotExist();
  }

  @Test
  void startsAnotherWhenOneIsKilledAlthoughItsSocketIsLeft() throws Exception {
    try (SupervisedEnclave enclave = start("well")) {
      LaunchedEnclave first = enclave.current();
      assertThat(wire.resolve("enclave-8443")).exists();
      first.kill();
      await(() -> enclave.restarts() == 1 && !enclave.current().equals(first));
      assertThat(control.status().ready()).isTrue();
      echoes(enclave);
    }
  }

  @Test
  void aStartThatFailsSaysWhy() throws Exception {
    assertThatThrownBy(() -> start("failing"))
        .isInstanceOf(LaunchException.class)
        .hasMessage("the enclave failed: no root secret");
    assertThatThrownBy(() -> start("crashing"))
        .isInstanceOf(LaunchException.class)
        .hasMessage("the enclave ended before it was ready: status 3");
    Patience impatient =
        new Patience(
            Duration.ofSeconds(2), Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    List<LaunchedEnclave> launched = Collections.synchronizedList(new ArrayList<>());
    assertThatThrownBy(() ->
            SupervisedEnclave.start(
                noting(FakeEnclaves.launcher(wire, "silent"), launched), control, impatient))
        .isInstanceOf(LaunchException.class)
        .hasMessage("no word from the enclave within 2 s");
    assertThat(launched).hasSize(1);
    assertThat(launched.getFirst().ended()).isDone();
    assertThatThrownBy(() ->
            SupervisedEnclave.start(
                new SimulatedLauncher(List.of("/nowhere/java"), wire),
                control,
                FakeEnclaves.HURRIED))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("can't start");
  }

  private static Launcher noting(Launcher launcher, List<LaunchedEnclave> launched) {
    return new Launcher() {
      @Override
      public String name() {
        return launcher.name();
      }

      @Override
      public LaunchedEnclave launch() throws IOException, InterruptedException {
        LaunchedEnclave enclave = launcher.launch();
        launched.add(enclave);
        return enclave;
      }
    };
  }

  @Test
  void goesOnStartingOneThatCrashesAgainAndAgain() throws Exception {
    long start = System.nanoTime();
    try (SupervisedEnclave enclave = start("brief")) {
      await(() -> enclave.restarts() >= 4);
    }
    // Pauses of 20, 40, 80 and 100 ms, and 50 ms of life each.
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(400));
  }

  @Test
  void goesOnTryingWhenAStartFailsLater() throws Exception {
    Path program = wire.resolve("program");
    Files.writeString(program, "well");
    List<LaunchedEnclave> launched = Collections.synchronizedList(new ArrayList<>());
    Launcher changing =
        new Launcher() {
          @Override
          public String name() {
            return "changing";
          }

          @Override
          public LaunchedEnclave launch() throws IOException {
            return FakeEnclaves.launcher(wire, Files.readString(program)).launch();
          }
        };
    try (SupervisedEnclave enclave =
        SupervisedEnclave.start(noting(changing, launched), control, FakeEnclaves.HURRIED)) {
      Files.writeString(program, "crashing");
      enclave.current().kill();
      await(() -> enclave.restarts() >= 2);
      assertThat(enclave.up()).isFalse();
      assertThatThrownBy(() -> enclave.wire().open()).isInstanceOf(IOException.class);
      Files.writeString(program, "well");
      await(() -> control.status().ready() && enclave.up());
      echoes(enclave);
    }
    assertThat(launched).allSatisfy(enclave -> assertThat(enclave.ended()).isDone());
  }

  @Test
  void waitingForPeopleIsAStart() throws Exception {
    SupervisedEnclave enclave = start("waiting");
    assertThat(control.status().state().orElseThrow().state()).isEqualTo(EnclaveState.WAITING);
    assertThat(control.status().words()).isEqualTo("waiting for 2 more shares");
    enclave.close();
    // It doesn't heed control, but the end of its input.
    assertThat(enclave.current().ended().get()).isEqualTo("status 0");
  }

  @Test
  void killsWhatDoesNotStop() throws Exception {
    SupervisedEnclave enclave = start("stubborn");
    enclave.close();
    assertThat(enclave.current().ended().get(5, TimeUnit.SECONDS)).isEqualTo("status 137");
  }

  @Test
  void closingWhileOneIsStartedAgainLeavesNothingBehind() throws Exception {
    List<LaunchedEnclave> launched = Collections.synchronizedList(new ArrayList<>());
    SupervisedEnclave enclave =
        SupervisedEnclave.start(
            noting(FakeEnclaves.launcher(wire, "well"), launched), control, FakeEnclaves.HURRIED);
    enclave.current().kill();
    await(() -> launched.size() == 2);
    enclave.close();
    assertThat(launched).allSatisfy(one -> assertThat(one.ended()).isDone());
  }
}
