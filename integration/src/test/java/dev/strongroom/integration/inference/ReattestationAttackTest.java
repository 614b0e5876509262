// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.channel.fixtures.TlsPeer;
import dev.strongroom.client.ai.ConfidentialModels;
import dev.strongroom.integration.inference.AttackedGateway.Ended;
import dev.strongroom.integration.inference.SimulatedMachine.Lie;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Back ends that were good, and aren't any more. Machines and GPUs are SIMULATED.
@Timeout(400)
class ReattestationAttackTest {
  private static final String DONE = "data: [DONE]\n\n";

  private final RecordedModels models = new RecordedModels();

  private TlsPeer server(SimulatedMachine machine) throws IOException {
    return new TlsPeer(
        TlsPeer.certificate(),
        TlsPeer.honest(
            machine,
            (socket, _) -> models.serve(socket.getInputStream(), socket.getOutputStream())));
  }

  private static void becomes(AttackedGateway world, String state) throws Exception {
    long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!world.list().contains("\"state\":\"" + state + "\"")) {
      assertThat(System.nanoTime()).as(world.list()).isLessThan(until);
      Thread.sleep(100);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SEV_SNP, MEASUREMENT, cpu.policy.measurement",
    "TDX, GPU_DEBUG_FIRMWARE, device1.gpu-0.vbios-manifest"
  })
  void isTakenOutAndComesBack(EvidenceKind kind, Lie lie, String check) throws Exception {
    SimulatedMachine machine = new SimulatedMachine(kind);
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (TlsPeer server = server(machine);
        AttackedGateway world =
            new AttackedGateway(machine, GpuPolicy.of(machine), server.port(), "PT10M");
        ConfidentialModels user = world.models(world.gateway().port())) {
      assertThat(world.ask().text()).endsWith(DONE);
      models.does(out -> {
        RecordedModels.begins(out);
        RecordedModels.event(out, "data: 0\n\n");
        began.countDown();
        awaits(goOn);
        RecordedModels.ends(out);
      });
      CompletableFuture<Ended> underWay = CompletableFuture.supplyAsync(() -> asked(world, user));
      assertThat(began.await(20, TimeUnit.SECONDS)).isTrue();

      machine.tells(lie);
      int requests = models.requests();
      int bytes = models.got().length();
      world.clock().forward(Duration.ofMinutes(5));
      // Nobody asks for anything: it is looked after.
      becomes(world, "out");
      assertThat(world.list())
          .contains("\"available\":false", "backend-not-accepted", "(" + check + ")", "\"since\"");
      Ended refused = world.ask();
      assertThat(refused.status()).isEqualTo(502);
      assertThat(refused.text()).contains("backend-not-accepted", check);

      // What began on a connection that had been verified goes on to its end.
      goOn.countDown();
      assertThat(underWay.get(20, TimeUnit.SECONDS).text()).isEqualTo("data: 0\n\n" + DONE);
      // And the connection isn't used again, though it was verified less than ten minutes ago.
      world.clock().forward(Duration.ofSeconds(2));
      Ended again = world.ask();
      assertThat(again.status()).as(again.text()).isEqualTo(502);
      assertThat(models.requests()).isEqualTo(requests);
      assertThat(models.got()).hasSize(bytes);

      machine.tells(Lie.NONE);
      models.does(RecordedModels::streams);
      world.clock().forward(Duration.ofMinutes(2));
      becomes(world, "in");
      assertThat(world.ask().text()).endsWith(DONE);
    }
  }

  private static Ended asked(AttackedGateway world, ConfidentialModels user) {
    try {
      return AttackedGateway.ask(user, world.prompt());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void awaits(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(60, TimeUnit.SECONDS)) {
        throw new IOException("nobody let the stream go on");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /// One request after the other, so that the connection is young in use: it is verified anew all
  /// the same when it is as old as the settings allow.
  @Test
  void ageCountsFromTheVerification() throws Exception {
    SimulatedMachine machine = new SimulatedMachine(EvidenceKind.SEV_SNP);
    try (TlsPeer server = server(machine);
        AttackedGateway world =
            new AttackedGateway(machine, GpuPolicy.of(machine), server.port(), "PT20S")) {
      assertThat(world.ask().text()).endsWith(DONE);
      machine.tells(Lie.GPU_DRIVER);
      Ended ended = world.ask();
      for (int i = 0; i < 12 && ended.status() == 200; i++) {
        world.clock().forward(Duration.ofSeconds(2));
        ended = world.ask();
      }
      assertThat(ended.status()).isEqualTo(502);
      assertThat(ended.text()).contains("backend-not-accepted", "device1.policy.driver");
    }
  }

  /// Lists and collateral end; new evidence can't be verified by old ones.
  @ParameterizedTest
  @EnumSource(names = {"SEV_SNP", "TDX"})
  void endorsementsThatEnded(EvidenceKind kind) throws Exception {
    SimulatedMachine machine = new SimulatedMachine(kind);
    try (TlsPeer server = server(machine);
        AttackedGateway world =
            new AttackedGateway(machine, GpuPolicy.of(machine), server.port(), "PT10M")) {
      assertThat(world.ask().text()).endsWith(DONE);
      int bytes = models.got().length();
      world.clock().forward(Duration.between(SimulatedMachine.TIME, SimulatedMachine.END));
      world.clock().forward(Duration.ofSeconds(1));
      Ended refused = world.ask();
      assertThat(refused.status()).as(refused.text()).isEqualTo(502);
      assertThat(refused.text())
          .contains(
              "backend-not-accepted",
              kind == EvidenceKind.TDX ? "cpu.pck.revocation" : "cpu.path.revocation");
      assertThat(models.got()).hasSize(bytes);
      becomes(world, "out");
    }
  }

  /// It died and came back: named as long as it is away, also when nobody asks.
  @Test
  void aBackEndThatDied() throws Exception {
    SimulatedMachine machine = new SimulatedMachine(EvidenceKind.SEV_SNP);
    try (TlsPeer server = server(machine);
        HostileWire wire = new HostileWire(server.port());
        AttackedGateway world =
            new AttackedGateway(machine, GpuPolicy.of(machine), wire.port(), "PT10M")) {
      assertThat(world.ask().text()).endsWith(DONE);
      wire.divert(1);
      assertThat(world.ask().text()).contains("backend-unreachable");
      // Looked after twice at least.
      for (int i = 0; i < 7; i++) {
        Thread.sleep(1000);
        assertThat(world.list()).contains("\"state\":\"out\"", "backend-unreachable");
      }
      wire.divert(server.port());
      world.clock().forward(Duration.ofMinutes(1));
      becomes(world, "in");
      assertThat(world.ask().text()).endsWith(DONE);
    }
  }
}
