// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.device;

import static dev.strongroom.enclave.runtime.device.DeviceKind.NITRO;
import static dev.strongroom.enclave.runtime.device.DeviceKind.SIMULATED;
import static dev.strongroom.enclave.runtime.device.DeviceKind.TSM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.Device;
import dev.strongroom.enclave.runtime.simulated.SimulatedDevice;
import dev.strongroom.enclave.runtime.simulated.SimulatedImage;
import dev.strongroom.enclave.runtime.simulated.SimulatedState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The device is the one that is there or was asked for, never another; above all never a simulated
/// one by accident.
class DeviceChoiceTest {
  private static final Set<DeviceKind> NONE = EnumSet.noneOf(DeviceKind.class);

  private static void failsWith(DeviceChoiceFailure failure, ThrowingCallable code) {
    assertThatThrownBy(code)
        .isInstanceOfSatisfying(
            DeviceChoiceException.class, e -> assertThat(e.failure()).isEqualTo(failure))
        .hasMessage(failure.describe());
  }

  @Test
  void takesTheOneThatIsThere() throws Exception {
    assertThat(DeviceChoice.choose(Optional.empty(), EnumSet.of(NITRO))).isEqualTo(NITRO);
    assertThat(DeviceChoice.choose(Optional.empty(), EnumSet.of(TSM))).isEqualTo(TSM);
  }

  @Test
  void fallsBackToNothing() {
    failsWith(
        new DeviceChoiceFailure.NoneFound(), () -> DeviceChoice.choose(Optional.empty(), NONE));
    for (DeviceKind hardware : EnumSet.of(NITRO, TSM)) {
      Set<DeviceKind> others = EnumSet.complementOf(EnumSet.of(hardware, SIMULATED));
      for (Set<DeviceKind> present : Set.of(NONE, others)) {
        failsWith(
            new DeviceChoiceFailure.NotPresent(hardware),
            () -> DeviceChoice.choose(Optional.of(hardware), present));
      }
    }
  }

  @Test
  void doesNotGuess() throws Exception {
    Set<DeviceKind> both = EnumSet.of(NITRO, TSM);
    failsWith(
        new DeviceChoiceFailure.Several(both), () -> DeviceChoice.choose(Optional.empty(), both));
    assertThat(new DeviceChoiceFailure.Several(both).describe()).endsWith("nitro, tsm");
    assertThat(DeviceChoice.choose(Optional.of(NITRO), both)).isEqualTo(NITRO);
    assertThat(DeviceChoice.choose(Optional.of(TSM), both)).isEqualTo(TSM);
  }

  @Test
  void simulatesOnDemandOnly() throws Exception {
    for (Set<DeviceKind> present : Set.of(NONE, EnumSet.of(NITRO), EnumSet.of(NITRO, TSM))) {
      assertThat(DeviceChoice.choose(Optional.of(SIMULATED), present)).isEqualTo(SIMULATED);
    }
  }

  @Test
  void looksWhereTheKernelShowsThem(@TempDir Path root) throws Exception {
    assertThat(DeviceChoice.present(root)).isEmpty();
    Files.createDirectories(root.resolve("sys/kernel/config/tsm/report"));
    assertThat(DeviceChoice.present(root)).containsExactly(TSM);
    Files.createDirectory(root.resolve("dev"));
    Files.createFile(root.resolve("dev/nsm"));
    assertThat(DeviceChoice.present(root)).containsExactly(NITRO, TSM);
  }

  @Test
  void knowsTheNamesOfThree() throws Exception {
    for (DeviceKind kind : DeviceKind.values()) {
      assertThat(DeviceKind.of(kind.argument())).isEqualTo(kind);
    }
    for (String other : Set.of("", "sim", "Nitro", "auto", "nitro ")) {
      failsWith(new DeviceChoiceFailure.Unknown(other), () -> DeviceKind.of(other));
    }
  }

  private static Device simulated(Path folder) throws IOException {
    InstantSource clock = InstantSource.system();
    SecureRandom random = new SecureRandom();
    return new SimulatedDevice(
        new SimulatedImage(new TreeMap<>(Map.of(0, Bytes.zeros(48)))),
        SimulatedState.in(folder).root(clock.instant(), random),
        clock,
        random);
  }

  private static Device unexpected() {
    throw new AssertionError("nobody asked for a simulated device");
  }

  @Test
  void opensASimulatedOne(@TempDir Path folder) throws Exception {
    Device device =
        DeviceChoice.open(Optional.of(SIMULATED), new SecureRandom(), () -> simulated(folder));
    assertThat(device.simulated()).isTrue();
  }

  @Test
  void saysWhatIsWrongWithHardware() {
    Assumptions.assumeTrue(
        DeviceChoice.present(Path.of("/")).isEmpty(), "NOT TESTED: this machine has a device");
    failsWith(
        new DeviceChoiceFailure.NoneFound(),
        () ->
            DeviceChoice.open(Optional.empty(), new SecureRandom(), DeviceChoiceTest::unexpected));
    failsWith(
        new DeviceChoiceFailure.Unusable(
            NITRO, "nsm-unavailable", "NSM: open /dev/nsm: no such device (errno 2)"),
        () -> DeviceChoice.open(NITRO, new SecureRandom(), DeviceChoiceTest::unexpected));
    assertThatThrownBy(
            () -> DeviceChoice.open(TSM, new SecureRandom(), DeviceChoiceTest::unexpected))
        .isInstanceOfSatisfying(
            DeviceChoiceException.class,
            e ->
                assertThat(e.failure())
                    .isInstanceOfSatisfying(
                        DeviceChoiceFailure.Unusable.class,
                        unusable -> assertThat(unusable.reason()).isEqualTo("tsm-missing")));
  }
}
