// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.composite.CompositeBinding;
import dev.strongroom.attestation.composite.CompositeEvidence;
import dev.strongroom.attestation.nvidia.NvidiaEvidence;
import dev.strongroom.channel.HttpsAttestation;
import dev.strongroom.channel.KeyStatement;
import dev.strongroom.enclave.runtime.Device;
import dev.strongroom.enclave.runtime.DeviceException;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.configuration.EnclaveConfiguration;
import dev.strongroom.enclave.runtime.gpu.SimulatedDriver;
import dev.strongroom.enclave.runtime.gpu.TestGpu;
import dev.strongroom.enclave.runtime.http.HttpText;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.simulated.SimulatedDevice;
import dev.strongroom.enclave.runtime.simulated.SimulatedImage;
import dev.strongroom.enclave.runtime.simulated.SimulatedState;
import dev.strongroom.enclave.runtime.tsm.SignedGuest;
import dev.strongroom.enclave.runtime.tsm.TsmDevice;
import dev.strongroom.enclave.runtime.wire.UnixWire;
import dev.strongroom.enclave.runtime.wire.Wire;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A start whose configuration demands GPUs: with them, or not at all. The driver is SIMULATED.
@Timeout(60)
class GpusAtStartTest {
  private static final InstantSource CLOCK = InstantSource.system();
  private static final Bytes OLD = Bytes.fromHex("c3".repeat(32));

  private final SecureRandom random = new SecureRandom();
  private final AtomicBoolean served = new AtomicBoolean();

  @TempDir private Path folder = Path.of("");

  @SuppressWarnings("NullAway.Init")
  GpusAtStartTest() {}

  private SimulatedDriver driver(int gpus) throws Exception {
    SimulatedDriver driver = SimulatedDriver.orAbort(folder);
    for (int i = 0; i < gpus; i++) {
      TestGpu gpu = new TestGpu(i);
      driver.gpu(9, TestGpu.VBIOS, gpu.report(OLD), gpu.certificates());
    }
    return driver;
  }

  private static EnclaveConfiguration configuration(String more) throws Exception {
    return EnclaveConfiguration.parse(
        Bytes.utf8(
            "{\"version\":1,\"deployment\":\"test\",\"rootSecret\":{\"source\":\"simulated\"}"
                + more
                + "}"));
  }

  private static String gpus(String how, SimulatedDriver driver) {
    return ",\"gpus\":{" + how + ",\"library\":\"" + driver.library() + "\"}";
  }

  private RunningEnclave start(Device device, EnclaveConfiguration configuration) throws Exception {
    Service service =
        _ -> {
          served.set(true);
          return _ -> Response.text(200, "hello");
        };
    return RunningEnclave.start(
        new RunningEnclave.Parts(
            new UnixWire(folder),
            device,
            configuration,
            _ -> new RootSecret(Secret.owning(new byte[RootSecret.LENGTH])),
            service,
            CLOCK,
            random));
  }

  private void refused(Device device, EnclaveConfiguration configuration, String why) {
    assertThatExceptionOfType(DeviceException.class)
        .isThrownBy(() -> start(device, configuration).close())
        .withMessageContaining(why);
    assertThat(served).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sev-snp", "tdx"})
  void theChannelsEvidenceIsOfBoth(String kind) throws Exception {
    EnclaveConfiguration configuration = configuration(gpus("\"exactly\":2", driver(2)));
    try (TsmDevice machine = guest(kind).device();
        ConfiguredDevice configured = ConfiguredDevice.of(machine, configuration, random);
        RunningEnclave _ = start(configured.device(), configuration)) {
      assertThat(served).isTrue();
      String answer;
      Path socket = new UnixWire(folder).enclaveSocket(Wire.SERVICE);
      try (var host = dev.strongroom.enclave.runtime.http.Wire.to(socket)) {
        answer =
            HttpText.plainHttps(host.port(), HttpsAttestation.PATH + "?nonce=" + "00".repeat(16));
      }
      HttpsAttestation shown =
          HttpsAttestation.parse(answer.substring(answer.indexOf("\r\n\r\n") + 4));
      CompositeEvidence evidence = (CompositeEvidence) Evidence.parse(shown.evidence());
      assertThat(evidence.publicKey()).isEqualTo(KeyStatement.parse(shown.statement()).binding());
      assertThat(evidence.cpu().kind()).hasToString(kind);
      assertThat(((NvidiaEvidence) evidence.devices().getFirst()).gpus()).hasSize(2);
    }
  }

  private static SignedGuest guest(String kind) {
    return kind.equals("tdx") ? SignedGuest.tdx() : SignedGuest.sevSnp();
  }

  /// As each GPU is asked: by a nonce that only this machine's keys lead to.
  @Test
  void theGpusAreAskedForTheseKeys() throws Exception {
    SimulatedDriver driver = driver(1);
    EnclaveConfiguration configuration = configuration(gpus("\"atLeast\":1", driver));
    try (TsmDevice machine = SignedGuest.sevSnp().device();
        ConfiguredDevice configured = ConfiguredDevice.of(machine, configuration, random)) {
      Bytes binding = Bytes.fromHex("5a".repeat(64));
      CompositeEvidence evidence =
          (CompositeEvidence)
              Evidence.parse(configured.device().attest(OLD, binding, Optional.of(OLD)));
      assertThat(driver.asked(0)).isEqualTo(CompositeBinding.deviceNonce(OLD, binding));
      assertThat(evidence.nonce()).isEqualTo(OLD);
    }
  }

  @Test
  void fewerOrMoreThanDemandedRefuseTheStart() throws Exception {
    SimulatedDriver driver = driver(2);
    for (String how : List.of("\"exactly\":1", "\"exactly\":3", "\"atLeast\":3")) {
      EnclaveConfiguration configuration = configuration(gpus(how, driver));
      try (TsmDevice machine = SignedGuest.sevSnp().device();
          ConfiguredDevice configured = ConfiguredDevice.of(machine, configuration, random)) {
        refused(configured.device(), configuration, "the driver sees 2 GPUs");
      }
    }
  }

  @Test
  void gpusInNoConfidentialModeRefuseTheStart() throws Exception {
    SimulatedDriver driver = driver(1).settings(2, 0, 0, 0);
    EnclaveConfiguration configuration = configuration(gpus("\"atLeast\":1", driver));
    try (TsmDevice machine = SignedGuest.sevSnp().device();
        ConfiguredDevice configured = ConfiguredDevice.of(machine, configuration, random)) {
      refused(configured.device(), configuration, "neither in confidential mode");
    }
  }

  @Test
  void noStartGetsPastADemandForGpus() throws Exception {
    EnclaveConfiguration configuration = configuration(gpus("\"atLeast\":1", driver(1)));
    try (TsmDevice machine = SignedGuest.sevSnp().device()) {
      refused(machine, configuration, "the configuration demands GPUs");
    }
    SimulatedState state = SimulatedState.in(folder.resolve("state"));
    SimulatedImage image = SimulatedImage.of(List.of(), List.of(), Bytes.utf8("a test"));
    Device simulated =
        new SimulatedDevice(image, state.root(CLOCK.instant(), random), CLOCK, random);
    refused(simulated, configuration, "the configuration demands GPUs");
    assertThatExceptionOfType(DeviceException.class)
        .isThrownBy(() -> ConfiguredDevice.of(simulated, configuration, random).close())
        .withMessageContaining("simulated Nitro Secure Module can't have");
    EnclaveConfiguration elsewhere =
        configuration(",\"gpus\":{\"atLeast\":1,\"library\":\"/nowhere/libnvidia-ml.so.1\"}");
    try (TsmDevice machine = SignedGuest.sevSnp().device()) {
      assertThatExceptionOfType(DeviceException.class)
          .isThrownBy(() -> ConfiguredDevice.of(machine, elsewhere, random).close())
          .withMessageContaining("the GPUs can't be used: no library /nowhere");
    }
  }

  @Test
  void withoutADemandTheMachineSpeaksForItself() throws Exception {
    try (TsmDevice machine = SignedGuest.sevSnp().device();
        ConfiguredDevice configured = ConfiguredDevice.of(machine, configuration(""), random)) {
      assertThat(configured.device()).isSameAs(machine);
    }
  }
}
