// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The command line for a confidential virtual machine, a script that stands for QEMU, and the real
/// QEMU as far as it gets without the processor.
@Timeout(60)
class ConfidentialLauncherTest {
  @TempDir private Path folder = Path.of("");
  private final AtomicInteger heartbeats = new AtomicInteger();

  private ConfidentialSettings settings(String qemu) {
    return new ConfidentialSettings(
        Path.of(qemu),
        Path.of("/opt/OVMF.amdsev.fd"),
        Path.of("/parts/kernel"),
        Path.of("/parts/ramdisk"),
        "quiet strongroom.parent=2",
        "EPYC-Genoa",
        16,
        2,
        512);
  }

  private ConfidentialLauncher launcher(String qemu) {
    return ConfidentialLauncher.sevSnp(
        settings(qemu),
        (port, server) -> {
          assertThat(port).isEqualTo(9000);
          heartbeats.incrementAndGet();
          return heartbeats::decrementAndGet;
        },
        () -> {
          throw new IOException("no wire");
        },
        Optional.empty());
  }

  @Test
  void startsAGuestWhoseBootIsMeasured() {
    assertThat(launcher("/usr/bin/qemu").command())
        .containsExactly(
            "/usr/bin/qemu",
            "-machine",
            "q35,memory-backend=ram,confidential-guest-support=guest,vmport=off",
            "-accel",
            "kvm",
            "-cpu",
            "EPYC-Genoa",
            "-object",
            "sev-snp-guest,id=guest,kernel-hashes=on,policy=0x30000,cbitpos=51,reduced-phys-bits=1",
            "-device",
            "vhost-vsock-pci,disable-legacy=on,iommu_platform=on,guest-cid=16",
            "-object",
            "memory-backend-memfd,id=ram,share=on,size=512M",
            "-m",
            "512M",
            "-smp",
            "2",
            "-bios",
            "/opt/OVMF.amdsev.fd",
            "-kernel",
            "/parts/kernel",
            "-initrd",
            "/parts/ramdisk",
            "-append",
            "quiet strongroom.parent=2",
            "-no-reboot",
            "-nodefaults",
            "-no-user-config",
            "-display",
            "none",
            "-serial",
            "null");
  }

  /// Nobody takes one for the other: without the processor there is no such object.
  @Test
  void namesWhatIsUnprotected() {
    ConfidentialLauncher plain =
        ConfidentialLauncher.unprotected(
            settings("/usr/bin/qemu"), Path.of("/usr/bin/vsock"), folder, Optional.empty());
    assertThat(plain.name()).isEqualTo("UNPROTECTED QEMU");
    assertThat(launcher("/usr/bin/qemu").name()).isEqualTo("SEV-SNP");
    assertThat(plain.command())
        .containsSubsequence("-accel", "tcg")
        .contains("vhost-user-vsock-pci,disable-legacy=on,chardev=wire")
        .noneMatch(word -> word.contains("sev-snp-guest"));
  }

  @Test
  void answersTheHeartbeatAsLongAsTheGuestRuns() throws Exception {
    String qemu = Scripts.write(folder.resolve("qemu"), "exec sleep 60\n");
    LaunchedEnclave enclave = launcher(qemu).launch();
    assertThat(enclave.name()).startsWith("SEV-SNP guest in QEMU, process ");
    assertThat(heartbeats).hasValue(1);
    enclave.stop(Duration.ofSeconds(5));
    assertThat(enclave.ended().get(5, TimeUnit.SECONDS)).isEqualTo("status 143");
    assertThat(heartbeats).hasValue(0);
  }

  @Test
  void saysWhyQemuEnded() throws Exception {
    String qemu = Scripts.write(folder.resolve("qemu"), "echo 'no /dev/sev' >&2\nexit 1\n");
    LaunchedEnclave enclave = launcher(qemu).launch();
    assertThat(enclave.ended().get(20, TimeUnit.SECONDS)).isEqualTo("status 1, no /dev/sev");
    enclave.stop(Duration.ZERO);
    assertThatThrownBy(() -> launcher("/no/qemu").launch())
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("no such program");
    assertThat(heartbeats).hasValue(0);
  }

  @Test
  void refusesWhatCantBeMeasured() {
    assertThatIllegalArgumentException().isThrownBy(() -> with("host", "x", 16, 1, 512));
    assertThatIllegalArgumentException().isThrownBy(() -> with("EPYC,x", "x", 16, 1, 512));
    assertThatIllegalArgumentException().isThrownBy(() -> with("EPYC-v4", "a\nb", 16, 1, 512));
    assertThatIllegalArgumentException().isThrownBy(() -> with("EPYC-v4", "x", 3, 1, 512));
    assertThatIllegalArgumentException().isThrownBy(() -> with("EPYC-v4", "x", 16, 0, 512));
    assertThatIllegalArgumentException().isThrownBy(() -> with("EPYC-v4", "x", 16, 1, 255));
  }

  private static ConfidentialSettings with(
      String model, String line, int cid, int cpus, int memory) {
    Path file = Path.of("/file");
    return new ConfidentialSettings(file, file, file, file, line, model, cid, cpus, memory);
  }

  /// The real QEMU reads all options of the confidential guest, and ends because there is no such
  /// processor: it would end for another reason if it didn't know one.
  @Test
  void qemuKnowsItsOptions() throws Exception {
    // Those that were made before it was there are without this machine.
    Optional<Emulator> emulator =
        DoomedHost.emulator().filter(found -> Files.exists(found.qemu().resolveSibling("OVMF.fd")));
    if (emulator.isEmpty()) {
      String message = "NOT TESTED: no QEMU that knows SEV-SNP here; run emulator/build";
      System.err.println(message);
      Assumptions.abort(message);
    }
    List<String> command = launcher(emulator.orElseThrow().qemu().toString()).command();
    assertThat(said(command)).containsAnyOf("KVM", "kvm", "/dev/sev").doesNotContain("Property");
    List<String> misspelt =
        command.stream().map(word -> word.replace("kernel-hashes", "kernel-hash")).toList();
    assertThat(said(misspelt)).contains("kernel-hash");
  }

  private static String said(List<String> command) throws Exception {
    Process qemu = new ProcessBuilder(command).redirectErrorStream(true).start();
    if (!qemu.waitFor(30, TimeUnit.SECONDS)) {
      qemu.destroyForcibly();
    }
    return new String(qemu.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void wantsAFolderWithoutCommas() throws Exception {
    Path odd = Files.createDirectory(folder.resolve("a,b"));
    ConfidentialLauncher plain =
        ConfidentialLauncher.unprotected(
            settings("/usr/bin/qemu"), Path.of("/usr/bin/vsock"), odd, Optional.empty());
    assertThatThrownBy(plain::launch).hasMessageContaining("comma");
  }
}
