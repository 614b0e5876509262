// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.client.AttestedHttpClient;
import dev.strongroom.image.eif.EifFile;
import dev.strongroom.image.eif.Measurements;
import dev.strongroom.integration.probe.ProbeJar;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// An image from the builder, booted on QEMU's machine, which measures it by itself: what it
/// reports is the independent check of what the builder computed. Needs what `emulator/test` makes.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BootTest {
  private static final String PROJECT =
      """
      version: 1
      name: probe
      release: 1.0.0
      jars: [probe.jar]
      java:
        options: ["-Xmx96m", "--enable-native-access=ALL-UNNAMED", "-Dprobe=\\"quoted\\" value"]
      deployment: probe
      rootSecret: { source: simulated }
      evidence: simulated
      environment: { PROBE: here }
      """;

  private static final int UP = 6 << 20;
  private static final long DOWN = 48L << 20;
  private static final String REFUSED = "-1";

  private Path folder = Path.of("");
  private @Nullable Strongroom strongroom;
  private @Nullable EmulatedEnclave enclave;
  private Path image = Path.of("");

  @BeforeAll
  void boot(@TempDir Path temporary) throws Exception {
    folder = temporary;
    if (!Boolean.getBoolean("strongroom.boot")) {
      String message = "NOT TESTED: no image was booted; emulator/test does";
      System.err.println(message);
      Assumptions.abort(message);
    }
    Path project = Files.createDirectory(folder.resolve("project"));
    Files.writeString(project.resolve("strongroom.yaml"), PROJECT);
    ProbeJar.write(project.resolve("probe.jar"));
    strongroom = Strongroom.in(folder);
    image = folder.resolve("probe.eif");
    strongroom.run("build", project.toString(), "-o", image.toString());
    enclave = EmulatedEnclave.boot(strongroom, image, folder.resolve("state"));
  }

  @AfterAll
  void end() {
    if (enclave != null) {
      enclave.close();
    }
  }

  private EmulatedEnclave enclave() {
    return Objects.requireNonNull(enclave);
  }

  @Test
  @Order(1)
  void qemuMeasuresWhatTheBuilderComputed() throws Exception {
    try (EifFile file = EifFile.open(image)) {
      Measurements computed = file.measure();
      assertThat(enclave().shown("pcr0")).isEqualTo(computed.pcr0().hex());
      assertThat(enclave().shown("pcr1")).isEqualTo(computed.pcr1().hex());
      assertThat(enclave().shown("pcr2")).isEqualTo(computed.pcr2().hex());
    }
  }

  @Test
  @Order(2)
  void theMachineIsConfined() throws Exception {
    Map<String, String> machine = enclave().probe("GET", "/probe/machine");
    assertThat(machine)
        .containsEntry("Uid", "10000 10000 10000 10000")
        .containsEntry("Gid", "10000 10000 10000 10000")
        .containsEntry("Groups", "")
        .containsEntry("CapPrm", "0000000000000000")
        .containsEntry("CapEff", "0000000000000000")
        .containsEntry("NoNewPrivs", "1")
        .containsEntry("Seccomp", "2")
        .containsEntry("processes", "[1]")
        .containsEntry("ptrace scope", "3")
        .containsEntry("writable /tmp", "true");
    for (String place : List.of("/", "/app", "/java", "/lib", "/dev", "/proc", "/sys")) {
      assertThat(machine).containsEntry("writable " + place, "false");
    }
    for (String refused : List.of("replaced /app/enclave.json", "sysrq", "/dev/nsm", "program")) {
      assertThat(machine.get(refused)).as(refused).startsWith("failed: ");
    }
    assertThat(machine.get("library in /tmp")).startsWith("refused: ");
    assertThat(machine.get("core limit")).startsWith("0 0");
    assertThat(machine.get("environment")).contains("PROBE=here");
  }

  @Test
  @Order(3)
  void systemCallsThatNobodyNeedsAreRefused() throws Exception {
    Map<String, String> calls = new TreeMap<>(enclave().probe("GET", "/probe/calls"));
    assertThat(calls.remove("native access")).isEqualTo("allowed");
    assertThat(calls.remove("getpid")).isEqualTo("1");
    // The C library takes this for an old kernel, and uses clone.
    assertThat(calls.remove("clone3")).isEqualTo("-38");
    assertThat(calls)
        .hasSizeGreaterThan(25)
        .allSatisfy((name, result) -> assertThat(result).as(name).isEqualTo(REFUSED));
  }

  @Test
  @Order(4)
  void allSevenCommandsOfTheModuleWork() throws Exception {
    Map<String, String> nsm = enclave().probe("POST", "/probe/nsm");
    assertThat(nsm)
        .containsEntry("max", "32")
        .containsEntry("digest", "SHA384")
        .containsEntry("pcr0", enclave().shown("pcr0"))
        .containsEntry("locked0", "true")
        .containsEntry("LockPCR", "true")
        .containsEntry("GetRandom", "256 other")
        .containsEntry("Attestation nonce", "true")
        .containsEntry("Attestation signed", "false")
        .containsEntry("told signed", "true")
        .containsEntry("told as said", "true")
        .containsEntry("Attestation pcr16", nsm.get("ExtendPCR"));
    assertThat(nsm.get("ExtendPCR again")).startsWith("failed: ");
    assertThat(nsm.get("ExtendPCR 0")).startsWith("failed: ");
    assertThat(nsm.get("LockPCRs")).contains("19").doesNotContain("20");
  }

  /// As with boots ([EmulatedEnclave#boot]): what a crash of the emulated machine cut off is tried
  /// once more, and said aloud. While the machine lives, nothing is.
  @Test
  @Order(5)
  void bothDirectionsCarryLoad() throws Exception {
    ProcessHandle machine = enclave().qemu();
    try {
      carryLoad();
    } catch (AssertionError | IOException e) {
      if (!ended(machine)) {
        throw e;
      }
      System.err.println("LOADED AGAIN, for the emulated machine crashed: " + e.getMessage());
      awaitBack();
      carryLoad();
    }
  }

  private static boolean ended(ProcessHandle machine) throws Exception {
    try {
      machine.onExit().get(20, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  private void carryLoad() throws Exception {
    byte[] up = new byte[UP];
    new Random(7).nextBytes(up);
    String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(up));
    try (AttestedHttpClient client = enclave().client()) {
      List<Thread> threads = new ArrayList<>();
      List<String> answers = new ArrayList<>();
      long start = System.nanoTime();
      for (int i = 0; i < 4; i++) {
        threads.add(
            Thread.startVirtualThread(() -> {
              String answer = sent(client, up);
              synchronized (answers) {
                answers.add(answer);
              }
            }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      report("in", 4L * UP, start);
      assertThat(answers).hasSize(4).containsOnly(digest);
      start = System.nanoTime();
      HttpResponse<InputStream> answer =
          client.send(enclave().request("/load?" + DOWN).build(), BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        assertThat(body.transferTo(OutputStream.nullOutputStream())).isEqualTo(DOWN);
      }
      report("out", DOWN, start);
    }
  }

  private String sent(AttestedHttpClient client, byte[] body) {
    try {
      return client
          .send(
              enclave().request("/load").POST(BodyPublishers.ofByteArray(body)).build(),
              BodyHandlers.ofString())
          .body();
    } catch (Exception e) {
      return e.toString();
    }
  }

  private static void report(String direction, long bytes, long start) {
    double seconds = (System.nanoTime() - start) / 1e9;
    System.err.printf(
        "attested channel over the emulated vsock, %s: %.1f MB/s%n",
        direction, bytes / 1e6 / seconds);
  }

  @Test
  @Order(6)
  void anEnclaveThatIsKilledComesBackAsItself() throws Exception {
    enclave().qemu().destroyForcibly();
    awaitBack();
  }

  private void awaitBack() throws Exception {
    long until = System.nanoTime() + 240_000_000_000L;
    while (true) {
      try {
        // Accepted under the same policy, root and identity key: none died with the machine.
        assertThat(enclave().probe("GET", "/probe/machine")).containsEntry("processes", "[1]");
        return;
      } catch (IOException e) {
        assertThat(System.nanoTime() - until).as("still not back: " + e).isNegative();
        Thread.sleep(500);
      }
    }
  }

  @Test
  @Order(7)
  void signedImagesOfThreeRamdisksMeasureAsComputed() throws Exception {
    enclave().close();
    Path other = folder.resolve("three.eif");
    Measurements computed = SignedImage.write(image, other);
    try (EmulatedEnclave signed =
        EmulatedEnclave.boot(
            Objects.requireNonNull(strongroom), other, folder.resolve("other-state"))) {
      assertThat(signed.shown("pcr0")).isEqualTo(computed.pcr0().hex());
      assertThat(signed.shown("pcr2")).isEqualTo(computed.pcr2().hex());
      Map<String, String> nsm = signed.probe("POST", "/probe/nsm");
      assertThat(nsm)
          .containsEntry("pcr1", computed.pcr1().hex())
          .containsEntry("pcr8", computed.pcr8().orElseThrow().hex());
    }
  }
}
