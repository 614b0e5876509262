// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.host.forward.ByteStream;
import dev.strongroom.host.wire.LinkServer;
import dev.strongroom.host.wire.Port;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
        16,
        2,
        512);
  }

  private ConfidentialLauncher launcher(String qemu) {
    return ConfidentialLauncher.sevSnp(
        settings(qemu),
        "EPYC-Genoa",
        this::listen,
        ConfidentialLauncherTest::nowhere,
        Optional.empty());
  }

  private ConfidentialLauncher tdx(String qemu) {
    return ConfidentialLauncher.tdx(
        settings(qemu), this::listen, ConfidentialLauncherTest::nowhere, Optional.empty());
  }

  private AutoCloseable listen(int port, LinkServer server) {
    assertThat(port).isEqualTo(Port.HEARTBEAT);
    heartbeats.incrementAndGet();
    return heartbeats::decrementAndGet;
  }

  private static ByteStream nowhere() throws IOException {
    throw new IOException("no wire");
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
            "-object",
            "memory-backend-memfd,id=ram,size=512M,share=on",
            "-device",
            "vhost-vsock-pci,disable-legacy=on,iommu_platform=on,guest-cid=16",
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

  /// Every word, for no machine here says which of them is wrong.
  @Test
  void startsAGuestOfIntels() {
    assertThat(tdx("/usr/bin/qemu").command())
        .containsExactly(
            "/usr/bin/qemu",
            "-machine",
            "q35,kernel-irqchip=split,memory-backend=ram,confidential-guest-support=guest,vmport=off",
            "-accel",
            "kvm",
            "-cpu",
            "host",
            "-object",
            "tdx-guest,id=guest,sept-ve-disable=on",
            "-object",
            "memory-backend-ram,id=ram,size=512M",
            "-device",
            "vhost-vsock-pci,disable-legacy=on,iommu_platform=on,guest-cid=16",
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
    assertThat(plain.name()).isEqualTo("UNPROTECTED in QEMU");
    assertThat(launcher("/usr/bin/qemu").name()).isEqualTo("SEV-SNP in QEMU");
    assertThat(tdx("/usr/bin/qemu").name()).isEqualTo("TDX in QEMU");
    assertThat(plain.command())
        .containsSubsequence("-accel", "tcg")
        .contains("vhost-user-vsock-pci,disable-legacy=on,chardev=wire")
        .noneMatch(word -> word.contains("guest,id=") || word.contains("confidential"));
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
    LaunchedEnclave intels = tdx(qemu).launch();
    assertThat(intels.name()).startsWith("TDX guest in QEMU, process ");
    intels.stop(Duration.ofSeconds(5));
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
    assertThatIllegalArgumentException().isThrownBy(() -> new GuestProtection.SevSnp("host"));
    assertThatIllegalArgumentException().isThrownBy(() -> new GuestProtection.SevSnp("EPYC,x"));
    assertThatIllegalArgumentException().isThrownBy(() -> with("a\nb", 16, 1, 512));
    assertThatIllegalArgumentException().isThrownBy(() -> with("x", 3, 1, 512));
    assertThatIllegalArgumentException().isThrownBy(() -> with("x", 16, 0, 512));
    assertThatIllegalArgumentException().isThrownBy(() -> with("x", 16, 1, 255));
  }

  private static ConfidentialSettings with(String line, int cid, int cpus, int memory) {
    Path file = Path.of("/file");
    return new ConfidentialSettings(file, file, file, file, line, cid, cpus, memory);
  }

  /// The real QEMU reads all options of the confidential guest, and ends because there is no such
  /// processor: it would end for another reason if it didn't know one.
  @Test
  void qemuKnowsItsOptions() throws Exception {
    Emulator emulator = emulator();
    List<String> command = launcher(emulator.qemu().toString()).command();
    assertThat(said(command)).containsAnyOf("KVM", "kvm", "/dev/sev").doesNotContain("Property");
    assertThat(said(replaced(command, "kernel-hashes", "kernel-hash"))).contains("kernel-hash");
  }

  /// One that knows `tdx-guest` is newer than the one that is built here, so it has to be named. It
  /// ends because KVM has no such machine, before it reads the devices: these it reads without.
  @Test
  void qemuKnowsIntelsOptions() throws Exception {
    String newer = System.getenv("STRONGROOM_TDX_QEMU");
    if (newer == null) {
      String message = "NOT TESTED: tdx-guest; STRONGROOM_TDX_QEMU names no QEMU of 10.1 or newer";
      System.err.println(message);
      Assumptions.abort(message);
    }
    List<String> command = tdx(newer).command();
    assertThat(said(command)).contains("TDX not supported by KVM");
    assertThat(said(replaced(command, "sept-ve-disable", "none"))).contains("parameter 'none'");
    List<String> plain = unprotected(command);
    assertThat(said(plain)).containsAnyOf("/dev/vhost-vsock", "none-such");
    assertThat(said(replaced(plain, "iommu_platform", "none"))).contains("vsock-pci.none' not");
  }

  /// All but protection, processor and vsock, which the QEMU that is built here reads too.
  @Test
  void qemuKnowsTheRestOfIntelsOptions() throws Exception {
    List<String> plain = new ArrayList<>(unprotected(tdx(emulator().qemu().toString()).command()));
    plain.removeIf(word -> word.startsWith("vhost-vsock-pci"));
    plain.remove("-device");
    assertThat(said(plain)).contains("none-such");
    assertThat(said(replaced(plain, "kernel-irqchip", "none"))).contains("machine.none' not");
    assertThat(said(replaced(plain, "memory-backend-ram", "none"))).contains("value 'none'");
  }

  /// Without protection, processor and image, and with an end: what is read last isn't there.
  private static List<String> unprotected(List<String> command) {
    List<String> plain = new ArrayList<>(command);
    int kernel = plain.indexOf("-kernel");
    plain.subList(kernel, kernel + 6).clear();
    int object = plain.indexOf("-object");
    plain.subList(object, object + 2).clear();
    plain.set(plain.indexOf("kvm"), "tcg");
    plain.set(plain.indexOf("host"), "max");
    plain.set(
        plain.indexOf("/opt/OVMF.amdsev.fd"),
        emulator().qemu().resolveSibling("OVMF.fd").toString());
    plain.addAll(List.of("-device", "none-such"));
    return replaced(plain, "confidential-guest-support=guest,", "");
  }

  private static Emulator emulator() {
    // Those that were made before it was there are without this machine.
    Optional<Emulator> emulator =
        DoomedHost.emulator().filter(found -> Files.exists(found.qemu().resolveSibling("OVMF.fd")));
    if (emulator.isEmpty()) {
      String message = "NOT TESTED: no QEMU that knows confidential machines; run emulator/build";
      System.err.println(message);
      Assumptions.abort(message);
    }
    return emulator.orElseThrow();
  }

  private static List<String> replaced(List<String> command, String word, String by) {
    return command.stream().map(each -> each.replace(word, by)).toList();
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
