// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.fixtures.NvidiaVectors;
import dev.strongroom.attestation.fixtures.Vectors;
import dev.strongroom.channel.ExchangeResponder;
import dev.strongroom.channel.fixtures.Behaviours;
import dev.strongroom.channel.fixtures.TlsPeer;
import dev.strongroom.channel.fixtures.TlsPeer.Behaviour;
import dev.strongroom.integration.inference.AttackedGateway.Ended;
import dev.strongroom.integration.inference.SimulatedMachine.Lie;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Attackers in the place of a back end: the user gets an error that names the reason, and nobody
/// gets a byte of the prompt. Machines and GPUs are SIMULATED, verifiers and gateway are not.
@Timeout(400)
class BackendAttackTest {
  private static final String NOT_ACCEPTED = "backend-not-accepted";

  private final RecordedModels models = new RecordedModels();

  private Behaviour served() {
    return (socket, _) -> models.serve(socket.getInputStream(), socket.getOutputStream());
  }

  private TlsPeer server(SimulatedMachine machine) throws IOException {
    return new TlsPeer(TlsPeer.certificate(), TlsPeer.honest(machine, served()));
  }

  private void answers(AttackedGateway world) throws InterruptedException {
    Ended good = world.ask();
    assertThat(good.failure()).as(good.text()).isEmpty();
    assertThat(good.status()).as(good.text()).isEqualTo(200);
    assertThat(good.text()).endsWith("data: [DONE]\n\n");
    assertThat(models.got()).contains(world.canary());
  }

  private void refused(AttackedGateway world, String code, String reason)
      throws InterruptedException {
    for (int i = 0; i < 2; i++) {
      Ended bad = world.ask();
      assertThat(bad.failure()).isEmpty();
      assertThat(bad.status()).as(bad.text()).isEqualTo(502);
      assertThat(bad.text()).contains("\"code\":\"" + code + "\"", reason);
    }
    assertThat(models.got()).doesNotContain(world.canary());
    assertThat(models.requests()).isZero();
    assertThat(world.list()).contains("\"available\":false", "\"code\":\"" + code + "\"", reason);
  }

  @ParameterizedTest
  @EnumSource(names = {"SEV_SNP", "TDX"})
  void anHonestMachineAnswers(EvidenceKind kind) throws Exception {
    SimulatedMachine machine = new SimulatedMachine(kind);
    try (TlsPeer server = server(machine);
        AttackedGateway world =
            new AttackedGateway(machine, GpuPolicy.of(machine), server.port(), "PT10M")) {
      answers(world);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SEV_SNP, MEASUREMENT, cpu.policy.measurement",
    "TDX, MEASUREMENT, cpu.policy.mrtd",
    "SEV_SNP, DEBUG, cpu.policy.debug",
    "TDX, DEBUG, cpu.policy.debug",
    "SEV_SNP, NO_GPU, policy.kind",
    "TDX, NO_GPU, policy.kind",
    "SEV_SNP, GPU_LEFT_OUT, cpu.policy.user-data",
    "TDX, GPU_LEFT_OUT, cpu.policy.report-data",
    "SEV_SNP, GPU_OF_ANOTHER, device1.policy.nonce",
    "TDX, GPU_OF_ANOTHER, device1.policy.nonce",
    "SEV_SNP, GPU_EXCHANGED, cpu.policy.user-data",
    "TDX, GPU_EXCHANGED, cpu.policy.report-data",
    "SEV_SNP, GPU_DRIVER, device1.policy.driver",
    "TDX, GPU_DRIVER, device1.policy.driver",
    "SEV_SNP, GPU_VBIOS, device1.policy.vbios",
    "TDX, GPU_VBIOS, device1.policy.vbios",
    "SEV_SNP, GPU_ARCHITECTURE, device1.policy.architecture",
    "TDX, GPU_ARCHITECTURE, device1.policy.architecture",
    "SEV_SNP, GPU_DEBUG_FIRMWARE, device1.gpu-0.vbios-manifest",
    "TDX, GPU_DEBUG_FIRMWARE, device1.gpu-0.vbios-manifest"
  })
  void aMachineThatLies(EvidenceKind kind, Lie lie, String check) throws Exception {
    SimulatedMachine machine = new SimulatedMachine(kind);
    machine.tells(lie);
    try (TlsPeer server = server(machine);
        AttackedGateway world =
            new AttackedGateway(machine, GpuPolicy.of(machine), server.port(), "PT10M")) {
      refused(world, NOT_ACCEPTED, "evidence-refused (" + check + ")");
    }
  }

  /// What was good for an earlier connection: the machine's whole evidence, or its GPU's alone.
  @ParameterizedTest
  @CsvSource({
    "SEV_SNP, ALL_REPLAYED, policy.nonce",
    "TDX, ALL_REPLAYED, policy.nonce",
    "SEV_SNP, GPU_REPLAYED, device1.policy.nonce",
    "TDX, GPU_REPLAYED, device1.policy.nonce"
  })
  void aReplay(EvidenceKind kind, Lie lie, String check) throws Exception {
    SimulatedMachine machine = new SimulatedMachine(kind);
    Bytes unused = machine.current().evidence();
    assertThat(unused.isEmpty()).isFalse();
    machine.tells(lie);
    try (TlsPeer server = server(machine);
        AttackedGateway world =
            new AttackedGateway(machine, GpuPolicy.of(machine), server.port(), "PT10M")) {
      refused(world, NOT_ACCEPTED, "evidence-refused (" + check + ")");
    }
  }

  /// A genuine report of a genuine GPU, recorded elsewhere, and bound by the machine as its own.
  @ParameterizedTest
  @EnumSource(names = {"SEV_SNP", "TDX"})
  void aGenuineGpuOfSomebodyElse(EvidenceKind kind) throws Exception {
    NvidiaVectors vectors =
        NvidiaVectors.find()
            .orElseGet(() -> {
              Vectors.orAbort();
              throw new AssertionError("no samples of NVIDIA's");
            });
    SimulatedMachine machine = new SimulatedMachine(kind);
    machine.tells(vectors.bytes("evidence/hopper_evidence.json"));
    try (TlsPeer server = server(machine);
        AttackedGateway world =
            new AttackedGateway(machine, GpuPolicy.of(machine), server.port(), "PT10M")) {
      refused(world, NOT_ACCEPTED, "evidence-refused (device1.");
    }
  }

  /// The policy is for a processor alone, or for another maker's, and the evidence isn't.
  @ParameterizedTest
  @CsvSource({
    "SEV_SNP, true, policy.kind",
    "TDX, true, policy.kind",
    "SEV_SNP, false, cpu.path.root",
    "TDX, false, cpu.pck.root"
  })
  void aPolicyOfAnotherKind(EvidenceKind kind, boolean alone, String check) throws Exception {
    SimulatedMachine machine = new SimulatedMachine(kind);
    SimulatedMachine other =
        new SimulatedMachine(kind == EvidenceKind.TDX ? EvidenceKind.SEV_SNP : EvidenceKind.TDX);
    String policy = alone ? GpuPolicy.processor(machine) : GpuPolicy.of(other);
    try (TlsPeer server = server(machine);
        AttackedGateway world = new AttackedGateway(machine, policy, server.port(), "PT10M")) {
      refused(world, NOT_ACCEPTED, "evidence-refused (" + check + ")");
    }
  }

  @Test
  void aRelayToAnotherIdentity() throws Exception {
    SimulatedMachine pinned = new SimulatedMachine(EvidenceKind.SEV_SNP);
    try (TlsPeer server = server(new SimulatedMachine(EvidenceKind.SEV_SNP));
        AttackedGateway world =
            new AttackedGateway(pinned, GpuPolicy.of(pinned), server.port(), "PT10M")) {
      refused(world, NOT_ACCEPTED, "identity");
    }
  }

  /// The attacker ends TLS, and has the genuine machine answer what the gateway asks of it.
  @Test
  void aRelayOfTheGenuineMachine() throws Exception {
    SimulatedMachine machine = new SimulatedMachine(EvidenceKind.TDX);
    try (TlsPeer genuine = server(machine);
        TlsPeer attacker = new TlsPeer(TlsPeer.certificate(), Behaviours.relay(genuine.port()));
        AttackedGateway world =
            new AttackedGateway(machine, GpuPolicy.of(machine), attacker.port(), "PT10M")) {
      refused(world, NOT_ACCEPTED, "binding");
      assertThat(attacker.applicationBytes()).isZero();
    }
  }

  @Test
  void aReplayedExchange() throws Exception {
    SimulatedMachine machine = new SimulatedMachine(EvidenceKind.SEV_SNP);
    AtomicReference<Bytes> recorded = new AtomicReference<>(Bytes.EMPTY);
    try (TlsPeer genuine =
            new TlsPeer(TlsPeer.certificate(), Behaviours.records(machine, recorded));
        AttackedGateway world =
            new AttackedGateway(machine, GpuPolicy.of(machine), genuine.port(), "PT10M")) {
      // The recording server ends the connection where a request would follow.
      assertThat(world.ask().status()).isEqualTo(502);
    }
    try (TlsPeer attacker = new TlsPeer(TlsPeer.certificate(), Behaviours.answers(recorded.get()));
        AttackedGateway world =
            new AttackedGateway(machine, GpuPolicy.of(machine), attacker.port(), "PT10M")) {
      refused(world, NOT_ACCEPTED, "evidence-refused (policy.nonce)");
      assertThat(attacker.applicationBytes()).isZero();
    }
  }

  /// TLS, but nothing of attestation: another protocol, none, or a server that only pretends.
  @ParameterizedTest
  @CsvSource({
    "http/1.1, backend-unreachable, tls",
    "none, backend-not-accepted, not-attested",
    "attested, backend-not-accepted, exchange"
  })
  void anUnattestedServer(String protocol, String code, String reason) throws Exception {
    SimulatedMachine machine = new SimulatedMachine(EvidenceKind.TDX);
    String[] protocols =
        switch (protocol) {
          case "none" -> new String[0];
          case "attested" -> new String[] {ExchangeResponder.ALPN};
          default -> new String[] {protocol};
        };
    try (TlsPeer server =
            new TlsPeer(TlsPeer.certificate(), new String[] {"TLSv1.3"}, protocols, served());
        AttackedGateway world =
            new AttackedGateway(machine, GpuPolicy.of(machine), server.port(), "PT10M")) {
      refused(world, code, reason);
    }
  }

  /// An older TLS, or none at all: there is no way in which the gateway would speak these.
  @ParameterizedTest
  @CsvSource({"TLSv1.2", "http"})
  void aDowngrade(String to) throws Exception {
    SimulatedMachine machine = new SimulatedMachine(EvidenceKind.SEV_SNP);
    if (to.equals("http")) {
      try (ServerSocket plain = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
          AttackedGateway world =
              new AttackedGateway(machine, GpuPolicy.of(machine), plain.getLocalPort(), "PT10M")) {
        Thread.ofVirtual().start(() -> plainly(plain));
        refused(world, "backend-unreachable", "tls");
      }
      return;
    }
    try (TlsPeer server =
            new TlsPeer(
                TlsPeer.certificate(),
                new String[] {to},
                new String[] {ExchangeResponder.ALPN},
                served());
        AttackedGateway world =
            new AttackedGateway(machine, GpuPolicy.of(machine), server.port(), "PT10M")) {
      refused(world, "backend-unreachable", "tls");
    }
  }

  /// Answers whatever comes as a server of models without TLS does.
  private void plainly(ServerSocket listener) {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        Thread.ofVirtual()
            .start(() -> {
              try (socket) {
                RecordedModels.streams(socket.getOutputStream());
                models.serve(socket.getInputStream(), socket.getOutputStream());
              } catch (IOException e) {
                return;
              }
            });
      } catch (IOException e) {
        return;
      }
    }
  }
}
