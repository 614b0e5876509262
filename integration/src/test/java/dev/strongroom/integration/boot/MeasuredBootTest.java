// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Sha384;
import dev.strongroom.image.confidential.BootParts;
import dev.strongroom.image.confidential.EfiBoot;
import dev.strongroom.image.eif.EifFile;
import dev.strongroom.integration.probe.ProbeJar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What firmware and kernel really measure of an image when QEMU starts it as a trust domain is
/// started, but **without TDX**: OVMF and Linux measure the same events into a TPM as into the
/// registers of a trust domain, and a software TPM writes down each of them. Needs the kernel of
/// `emulator/test measured`, and three things of the machine's: a QEMU with TPM devices, `swtpm`,
/// and an OVMF of the version that the trust domain's is of.
class MeasuredBootTest {
  private static final String PROJECT =
      """
      version: 1
      name: probe
      jars: [probe.jar]
      memory: 512
      deployment: probe
      rootSecret: { source: simulated }
      evidence: simulated
      """;

  private static final Bytes SEPARATOR = Sha384.of(Bytes.zeros(4));
  private static final Bytes CALLING =
      Sha384.of(Bytes.utf8("Calling EFI Application from Boot Option"));
  private static final Bytes LEAVING = Sha384.of(Bytes.utf8("Exit Boot Services Invocation"));
  private static final Bytes LEFT =
      Sha384.of(Bytes.utf8("Exit Boot Services Returned with Success"));

  @Test
  void measuresWhatIsComputed(@TempDir Path folder) throws Exception {
    Path kernel =
        needed("strongroom.confidential-kernel", "", "its kernel: emulator/test measured makes it");
    Path qemu =
        needed("strongroom.tpm-qemu", "/usr/bin/qemu-system-x86_64", "a QEMU with TPM devices");
    Path swtpm = needed("strongroom.swtpm", "/usr/bin/swtpm", "swtpm");
    Path setUp = needed("strongroom.swtpm-setup", "/usr/bin/swtpm_setup", "swtpm_setup");
    Path firmware =
        needed("strongroom.tpm-firmware", "/usr/share/ovmf/OVMF.fd", "OVMF of 2026.08 or later");
    Path project = Files.createDirectory(folder.resolve("project"));
    Files.writeString(project.resolve("strongroom.yaml"), PROJECT);
    ProbeJar.write(project.resolve("probe.jar"));
    Path file = folder.resolve("probe.eif");
    Strongroom.in(folder)
        .run("build", project.toString(), "--kernel", kernel.toString(), "-o", file.toString());
    BootParts parts;
    EfiBoot computed;
    try (EifFile image = EifFile.open(file)) {
      parts = BootParts.write(image, folder);
      computed = EfiBoot.of(image);
    }

    Path state = Files.createDirectory(folder.resolve("tpm"));
    assertThat(
            run(
                folder,
                setUp.toString(),
                "--tpm2",
                "--tpmstate",
                state.toString(),
                "--pcr-banks",
                "sha384"))
        .isZero();
    Path socket = folder.resolve("socket");
    Path log = folder.resolve("log");
    Process tpm =
        started(
            folder,
            swtpm.toString(),
            "socket",
            "--tpm2",
            "--terminate",
            "--tpmstate",
            "dir=" + state,
            "--ctrl",
            "type=unixio,path=" + socket,
            "--log",
            "file=" + log + ",level=20");
    try {
      for (int i = 0; i < 100 && !Files.exists(socket); i++) {
        Thread.sleep(50);
      }
      bootUntilLeft(folder, log, machine(qemu, firmware, parts, socket));
    } finally {
      tpm.destroyForcibly().waitFor();
    }

    List<PcrExtension> extensions = PcrExtension.in(Files.readString(log), PcrExtension.SHA384);
    assertThat(of(extensions, 4)).containsExactly(computed.kernel(), CALLING, SEPARATOR);
    assertThat(of(extensions, 5)).containsExactly(SEPARATOR, LEAVING, LEFT);
    assertThat(of(extensions, 9))
        .as("command line and ramdisk; older OVMF makes other load options")
        .containsExactly(computed.loadOptions(), computed.ramdisk());
    // What else a trust domain's registers 1 and 2 stand for: nothing but the line between firmware
    // and what it starts, of which it has one for all.
    for (int pcr : List.of(2, 3, 6)) {
      assertThat(of(extensions, pcr)).as("PCR %d", pcr).containsExactly(SEPARATOR);
    }
    for (int pcr : List.of(8, 10, 11, 12, 13, 14, 15)) {
      assertThat(of(extensions, pcr)).as("PCR %d", pcr).isEmpty();
    }
  }

  /// QEMU before 10.0 doesn't hand over the kernel as it is, beside the one that it changed.
  private static String[] machine(Path qemu, Path firmware, BootParts parts, Path socket)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                qemu.toString(),
                "-nodefaults",
                "-no-user-config",
                "-display",
                "none",
                "-no-reboot",
                "-machine",
                "q35",
                "-accel",
                "tcg",
                "-cpu",
                "max",
                "-m",
                "1024",
                "-bios",
                firmware.toString(),
                "-chardev",
                "socket,id=tpm,path=" + socket,
                "-tpmdev",
                "emulator,id=tpm,chardev=tpm",
                "-device",
                "tpm-tis,tpmdev=tpm",
                "-kernel",
                parts.kernel().toString(),
                "-initrd",
                parts.ramdisk().toString(),
                "-append",
                parts.commandLine()));
    Process version = new ProcessBuilder(qemu.toString(), "--version").start();
    String said = new String(version.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (said.matches("(?s).*version [0-9]\\..*")) {
      command.addAll(List.of("-fw_cfg", "name=etc/boot/kernel,file=" + parts.kernel()));
    }
    return command.toArray(String[]::new);
  }

  /// The last event before the kernel is on its own. What follows doesn't matter here.
  private static void bootUntilLeft(Path folder, Path log, String... machine) throws Exception {
    Process qemu = started(folder, machine);
    try {
      for (int i = 0; i < 720 && qemu.isAlive() && !left(log); i++) {
        Thread.sleep(250);
      }
    } finally {
      qemu.destroyForcibly().waitFor();
    }
    assertThat(left(log)).as("%s", Files.readString(folder.resolve("said"))).isTrue();
  }

  private static boolean left(Path log) throws IOException {
    return Files.exists(log)
        && PcrExtension.in(Files.readString(log), PcrExtension.SHA384)
            .contains(new PcrExtension(5, LEFT));
  }

  private static List<Bytes> of(List<PcrExtension> extensions, int register) {
    return extensions.stream()
        .filter(each -> each.register() == register)
        .map(PcrExtension::digest)
        .toList();
  }

  private static int run(Path folder, String... command) throws Exception {
    Process process = started(folder, command);
    if (!process.waitFor(3, TimeUnit.MINUTES)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError("still running after 3 minutes: " + command[0]);
    }
    return process.exitValue();
  }

  private static Process started(Path folder, String... command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("said").toFile()))
        .start();
  }

  private static Path needed(String property, String usual, String what) {
    Optional<Path> file =
        Optional.of(System.getProperty(property, usual))
            .filter(name -> !name.isEmpty())
            .map(Path::of)
            .filter(Files::exists);
    if (file.isEmpty()) {
      String message =
          "NOT TESTED: what an image's boot measures, for there isn't "
              + what
              + " (-D"
              + property
              + ")";
      System.err.println(message);
      Assumptions.abort(message);
    }
    return file.orElseThrow();
  }
}
