// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.configuration.GpuConfiguration;
import dev.strongroom.vsock.linux.NativeFunction;
import dev.strongroom.vsock.linux.NativeLibrary;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Real calls into a SIMULATED library: what it answers wrongly, and when it doesn't answer.
@Timeout(60)
class NvidiaGpusTest {
  private static final Bytes NONCE = Bytes.fromHex("c3".repeat(32));
  private static final String REPORT = "nvmlDeviceGetConfComputeGpuAttestationReport";
  private static final String CERTIFICATE = "nvmlDeviceGetConfComputeGpuCertificate";
  private static final TestGpu GPU = new TestGpu(0);

  @TempDir private Path folder = Path.of("");

  private SimulatedDriver driver;

  @SuppressWarnings("NullAway.Init")
  NvidiaGpusTest() {}

  @BeforeEach
  void start() throws Exception {
    driver =
        SimulatedDriver.orAbort(folder)
            .gpu(9, TestGpu.VBIOS, GPU.report(NONCE), GPU.certificates());
  }

  private static void refused(NvmlFailure failure, ThrowingCallable call) {
    assertThatExceptionOfType(NvmlException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.failure()).isEqualTo(failure))
        .withMessage(failure.describe());
  }

  private static void refused(String code, ThrowingCallable call) {
    assertThatExceptionOfType(NvmlException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.failure().code()).isEqualTo(code));
  }

  @Test
  void saysWhatTheDriverSays() throws Exception {
    driver.gpu(10, "97.00.00.00.01", GPU.report(NONCE), GPU.certificates());
    try (NvidiaGpus gpus = driver.open()) {
      assertThat(gpus.describe())
          .containsExactly(
              new GpuDescription(
                  "GPU-SIMULATED-0", NvmlArchitecture.HOPPER, TestGpu.VBIOS, TestGpu.DRIVER),
              new GpuDescription(
                  "GPU-SIMULATED-1", NvmlArchitecture.BLACKWELL, "97.00.00.00.01", TestGpu.DRIVER));
      assertThat(gpus.state().confidential()).isTrue();
      assertThat(gpus.state().environment()).isEqualTo("production");
      assertThat(gpus.state().severalGpus()).contains("none");
      driver.settings(1, 0, 1, 1);
      assertThat(gpus.state().feature()).isFalse();
      assertThat(gpus.state().developerTools()).isTrue();
      assertThat(gpus.state().confidential()).isTrue();
      assertThat(gpus.state().severalGpus()).contains("protected-pcie");
      driver.settings(9, 0, 0, 8);
      assertThat(gpus.state().environment()).isEqualTo("9");
      assertThat(gpus.state().severalGpus()).contains("8");
    }
  }

  @Test
  void theNonceReachesTheGpu() throws Exception {
    driver.gpu(9, TestGpu.VBIOS, GPU.report(NONCE), GPU.certificates());
    try (NvidiaGpus gpus = driver.open()) {
      gpus.evidence(NONCE);
      assertThat(driver.asked(0)).isEqualTo(NONCE);
      assertThat(driver.asked(1)).isEqualTo(NONCE);
      for (int length : new int[] {0, 31, 33}) {
        refused("nvml-unbindable", () -> gpus.evidence(Bytes.zeros(length)));
      }
    }
  }

  @Test
  void withoutALibrary() throws Exception {
    Path nowhere = folder.resolve("libnvidia-ml.so.1");
    refused(new NvmlFailure.Missing(nowhere.toString()), () -> NvidiaGpus.open(nowhere));
    assertThatIllegalArgumentException().isThrownBy(() -> NvidiaGpus.open(Path.of("lib.so")));
    refused(
        new NvmlFailure.FunctionMissing("nvmlInit_v2"),
        () -> NvidiaGpus.open(new GpuConfiguration(1, 64, Optional.of(Path.of("libc.so.6")))));
  }

  @Test
  void asManyAsTheConfigurationDemands() throws Exception {
    driver.gpu(9, TestGpu.VBIOS, GPU.report(NONCE), GPU.certificates());
    Optional<Path> library = Optional.of(driver.library());
    for (int[] allowed : new int[][] {{2, 2}, {1, 64}, {2, 64}}) {
      try (NvidiaGpus gpus =
          NvidiaGpus.open(new GpuConfiguration(allowed[0], allowed[1], library))) {
        assertThat(gpus.describe()).hasSize(2);
        assertThat(gpus.evidence(NONCE).isEmpty()).isFalse();
      }
    }
    for (int[] refused : new int[][] {{1, 1}, {3, 3}, {3, 64}}) {
      try (NvidiaGpus gpus =
          NvidiaGpus.open(new GpuConfiguration(refused[0], refused[1], library))) {
        NvmlFailure failure = new NvmlFailure.WrongCount(2, refused[0], refused[1]);
        refused(failure, () -> gpus.evidence(NONCE));
        refused(failure, gpus::describe);
      }
    }
    assertThatIllegalArgumentException().isThrownBy(() -> new GpuConfiguration(0, 1, library));
    assertThatIllegalArgumentException().isThrownBy(() -> new GpuConfiguration(2, 1, library));
    assertThatIllegalArgumentException().isThrownBy(() -> new GpuConfiguration(1, 65, library));
  }

  @Test
  void olderDriversSayLess() throws Exception {
    Path older = folder.resolve("older");
    assertThat(older.toFile().mkdir()).isTrue();
    SimulatedDriver old =
        SimulatedDriver.orAbort(older, "-DWITHOUT_SETTINGS")
            .gpu(9, TestGpu.VBIOS, GPU.report(NONCE), GPU.certificates());
    try (NvidiaGpus gpus = old.open()) {
      assertThat(gpus.state().severalGpus()).isEmpty();
      assertThat(gpus.state().confidential()).isTrue();
      assertThat(gpus.evidence(NONCE).isEmpty()).isFalse();
      old.settings(2, 0, 0, 1);
      refused(new NvmlFailure.NotConfidential(), () -> gpus.evidence(NONCE));
    }
    // A driver that has the function may yet not know the structure.
    for (int error : new int[] {3, 13, 25}) {
      driver.behave("nvmlSystemGetConfComputeSettings", "fail", error);
      try (NvidiaGpus gpus = driver.open()) {
        assertThat(gpus.state().severalGpus()).isEmpty();
      }
    }
    driver.behave("nvmlSystemGetConfComputeSettings", "fail", 15);
    try (NvidiaGpus gpus = driver.open()) {
      refused("nvml-gpu-is-lost", gpus::state);
    }
  }

  /// The numbers of nvml.h.
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          1,uninitialized
          2,invalid-argument
          3,not-supported
          4,no-permission
          5,already-initialized
          6,not-found
          7,insufficient-size
          8,insufficient-power
          9,driver-not-loaded
          10,timeout
          11,irq-issue
          12,library-not-found
          13,function-not-found
          14,corrupted-inforom
          15,gpu-is-lost
          16,reset-required
          17,operating-system
          18,lib-rm-version-mismatch
          19,in-use
          20,memory
          21,no-data
          22,vgpu-ecc-not-supported
          23,insufficient-resources
          24,freq-not-supported
          25,argument-version-mismatch
          26,deprecated
          27,not-ready
          28,gpu-not-found
          29,invalid-state
          30,reset-type-not-supported
          999,unknown
          """)
  void eachErrorHasItsName(int number, String name) throws Exception {
    try (NvidiaGpus gpus = driver.open()) {
      for (String function :
          Set.of(REPORT, CERTIFICATE, "nvmlDeviceGetHandleByIndex_v2", "nvmlDeviceGetUUID")) {
        driver.behaveAgain();
        driver.behave(function, "fail", number);
        refused("nvml-" + name, () -> gpus.evidence(NONCE));
      }
      driver.behaveAgain();
      gpus.evidence(NONCE);
    }
  }

  @Test
  void errorsWithoutANameAndAtTheStart() throws Exception {
    try (NvidiaGpus gpus = driver.open()) {
      driver.behave(REPORT, "fail", 77);
      refused(new NvmlFailure.UnnamedError(REPORT, 77), () -> gpus.evidence(NONCE));
    }
    driver.behave("nvmlInit_v2", "fail", 9);
    refused(
        new NvmlFailure.CallFailed("nvmlInit_v2", NvmlError.DRIVER_NOT_LOADED),
        () -> driver.open());
  }

  /// Somebody else in this process shuts the library down.
  @Test
  void aDriverThatWentAway() throws Exception {
    try (NvidiaGpus gpus = driver.open();
        Arena arena = Arena.ofConfined()) {
      gpus.evidence(NONCE);
      long result =
          NativeLibrary.open(driver.library().toString())
              .flatMap(library -> library.ofInt("nvmlShutdown"))
              .orElseThrow()
              .call(NativeFunction.errno(arena), 0);
      assertThat(result).isZero();
      refused("nvml-uninitialized", () -> gpus.evidence(NONCE));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 0x2001, 0xffffffffL})
  void lengthsOfReports(long length) throws Exception {
    try (NvidiaGpus gpus = driver.open()) {
      driver.behave(REPORT, "length", length);
      refused(new NvmlFailure.WrongLength("report", length, 0x2000), () -> gpus.evidence(NONCE));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 0x1401, 0xffffffffL})
  void lengthsOfCertificates(long length) throws Exception {
    try (NvidiaGpus gpus = driver.open()) {
      driver.behave(CERTIFICATE, "length", length);
      refused(
          new NvmlFailure.WrongLength("certificates", length, 0x1400), () -> gpus.evidence(NONCE));
    }
  }

  @Test
  void lengthsThatAreNotUsed() throws Exception {
    try (NvidiaGpus gpus = driver.open()) {
      driver.behave(REPORT, "other", 0x1001);
      refused("nvml-wrong-length", () -> gpus.evidence(NONCE));
      driver.behaveAgain();
      driver.behave(CERTIFICATE, "other", 0x1001);
      refused("nvml-wrong-length", () -> gpus.evidence(NONCE));
      driver.behaveAgain();
      driver.behave(REPORT, "other", 0x1000);
      driver.behave(CERTIFICATE, "other", 0x1000);
      gpus.evidence(NONCE);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        REPORT,
        CERTIFICATE,
        "nvmlSystemGetConfComputeSettings",
        "nvmlSystemGetDriverVersion"
      })
  void structuresThatAreLonger(String function) throws Exception {
    try (NvidiaGpus gpus = driver.open()) {
      driver.behave(function, "beyond", 4);
      refused(new NvmlFailure.WroteBeyond(function), () -> gpus.evidence(NONCE));
    }
  }

  @Test
  void countsAndGenerations() throws Exception {
    try (NvidiaGpus gpus = driver.open()) {
      driver.behave("nvmlDeviceGetCount_v2", "count", 0);
      refused(new NvmlFailure.NoGpus(), () -> gpus.evidence(NONCE));
      for (long count : new long[] {65, 0xffffffffL}) {
        driver.behaveAgain();
        driver.behave("nvmlDeviceGetCount_v2", "count", count);
        refused(new NvmlFailure.TooManyGpus(count, 64), () -> gpus.evidence(NONCE));
      }
      driver.behaveAgain();
      driver.behave("nvmlDeviceGetCount_v2", "count", 2);
      refused("nvml-invalid-argument", () -> gpus.evidence(NONCE));
      driver.behaveAgain();
      driver.write("gpu-0/architecture", "8");
      refused(new NvmlFailure.UnknownArchitecture(8), () -> gpus.evidence(NONCE));
      driver.settings(2, 0, 0, 0);
      refused(new NvmlFailure.NotConfidential(), () -> gpus.evidence(NONCE));
    }
  }

  @Test
  void textsThatAreNone() throws Exception {
    try (NvidiaGpus gpus = driver.open()) {
      for (String text : new String[] {"", "550 90", "550.\u0007", "550\u00e9"}) {
        driver.version(text);
        refused("nvml-malformed-text", gpus::describe);
      }
      driver.version("550.90.07");
      driver.write("gpu-0/vbios", "9".repeat(32));
      refused("nvml-insufficient-size", gpus::describe);
    }
  }

  @Test
  void answersThatAreNoEvidence() throws Exception {
    driver.write("gpu-0/report", "not a report");
    try (NvidiaGpus gpus = driver.open()) {
      refused("nvml-malformed-evidence", () -> gpus.evidence(NONCE));
    }
    driver.gpu(9, TestGpu.VBIOS, GPU.report(NONCE), Bytes.utf8("not PEM"));
    driver.behave("nvmlDeviceGetCount_v2", "count", 2);
    try (NvidiaGpus gpus = driver.open()) {
      refused("nvml-malformed-evidence", () -> gpus.evidence(NONCE));
    }
  }

  @Test
  void nobodyWaitsForEver() throws Exception {
    try (NvidiaGpus gpus = driver.open(Duration.ofMillis(500))) {
      driver.behave(REPORT, "hang", 2000);
      refused(new NvmlFailure.TimedOut(500), () -> gpus.evidence(NONCE));
      // That one is still in the driver; who waits behind it gives up as well.
      refused(new NvmlFailure.TimedOut(500), gpus::state);
      driver.behaveAgain();
      Thread.sleep(1500);
      gpus.evidence(NONCE);
    }
  }

  @Test
  void anInterruptEndsTheWaiting() throws Exception {
    try (NvidiaGpus gpus = driver.open()) {
      driver.behave(REPORT, "hang", 1000);
      CompletableFuture<String> code = new CompletableFuture<>();
      Thread caller =
          Thread.startVirtualThread(() -> {
            try {
              gpus.evidence(NONCE);
            } catch (NvmlException e) {
              code.complete(e.failure().code());
            }
          });
      caller.interrupt();
      assertThat(code.get(10, TimeUnit.SECONDS)).isEqualTo("nvml-interrupted");
    }
  }

  @Test
  void isClosedForGood() throws Exception {
    NvidiaGpus gpus = driver.open();
    gpus.close();
    gpus.close();
    refused(new NvmlFailure.Closed(), () -> gpus.evidence(NONCE));
    assertThat(driver.wasShutDown()).isTrue();
  }
}
