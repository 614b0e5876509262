// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.host.launch.ConfidentialLauncher;
import dev.strongroom.host.launch.ConfidentialSettings;
import dev.strongroom.host.launch.Emulator;
import dev.strongroom.host.launch.LaunchedEnclave;
import dev.strongroom.image.confidential.BootParts;
import dev.strongroom.image.confidential.TdxFirmware;
import dev.strongroom.image.eif.EifFile;
import dev.strongroom.integration.probe.ProbeJar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An image with the kernel of confidential virtual machines, booted by the launcher's own command
/// **without any protection**: OVMF, QEMU's ordinary machine, software emulation. It gets as far as
/// it may: the host answers its heartbeat over vsock, and the enclave ends because nothing here
/// makes evidence, although the image would take simulated one. So it does with TDX's firmware,
/// where that is. Needs what `emulator/test confidential` makes.
class ConfidentialBootTest {
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

  @Test
  void endsWhereNothingMakesEvidence(@TempDir Path folder) throws Exception {
    String kernel = System.getProperty("strongroom.confidential-kernel", "");
    if (kernel.isEmpty()) {
      String message =
          "NOT TESTED: no image was booted as a confidential machine is; emulator/test confidential"
              + " does";
      System.err.println(message);
      Assumptions.abort(message);
    }
    Path project = Files.createDirectory(folder.resolve("project"));
    Files.writeString(project.resolve("strongroom.yaml"), PROJECT);
    ProbeJar.write(project.resolve("probe.jar"));
    Path image = folder.resolve("probe.eif");
    Strongroom.in(folder)
        .run("build", project.toString(), "--kernel", kernel, "-o", image.toString());
    Emulator emulator =
        Emulator.find(
                List.of(
                    Emulator.usualFolder(
                        System.getenv(), Path.of(System.getProperty("user.home")))))
            .orElseThrow();
    BootParts parts;
    try (EifFile file = EifFile.open(image)) {
      parts = BootParts.write(file, folder);
    }
    boots(emulator, parts, emulator.qemu().resolveSibling("OVMF.fd"));
    Optional<Path> intels = intelTdx();
    if (intels.isEmpty()) {
      System.err.println(
          "NOT TESTED: OVMF's build IntelTdx; STRONGROOM_INTELTDX_FIRMWARE names no file");
      return;
    }
    // As `run --tdx` hands it over.
    Path emptied = folder.resolve("inteltdx.fd");
    Files.write(emptied, TdxFirmware.read(intels.get()).withoutVariables().toByteArray());
    boots(emulator, parts, emptied);
  }

  private static Optional<Path> intelTdx() {
    Path file = Path.of("/usr/share/ovmf/OVMF.inteltdx.ms.fd");
    String named = System.getenv("STRONGROOM_INTELTDX_FIRMWARE");
    return Optional.of(named == null ? file : Path.of(named)).filter(Files::exists);
  }

  private static void boots(Emulator emulator, BootParts parts, Path firmware) throws Exception {
    Path wire =
        Files.createTempDirectory(
            "cvm",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    List<String> console = new CopyOnWriteArrayList<>();
    ConfidentialSettings settings =
        new ConfidentialSettings(
            emulator.qemu(),
            firmware,
            parts.kernel(),
            parts.ramdisk(),
            parts.commandLine(),
            16,
            2,
            1024);
    LaunchedEnclave enclave =
        ConfidentialLauncher.unprotected(
                settings, emulator.backend(), wire, Optional.of(console::add))
            .launch();
    try {
      assertThat(enclave.ended().get(5, TimeUnit.MINUTES)).startsWith("status 0");
    } finally {
      enclave.stop(Duration.ZERO);
      Files.deleteIfExists(wire);
    }
    assertThat(String.join("\n", console))
        .as(firmware.toString())
        .containsSubsequence(
            " mounted", " heartbeat answered", "The enclave can't start: no device")
        .doesNotContain(" ready");
  }
}
