// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.cli.deploy.ConfidentialKind;
import dev.strongroom.cli.deploy.ConfidentialVm;
import dev.strongroom.cli.deploy.DeployException;
import dev.strongroom.image.Sha256;
import dev.strongroom.image.confidential.SnpLaunch;
import dev.strongroom.image.confidential.TdxLaunch;
import dev.strongroom.image.eif.EifFile;
import dev.strongroom.image.eif.MalformedEifException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `strongroom deploy confidential-vm`: a host of one's own with SEV-SNP or TDX.
@Command(
    name = "confidential-vm",
    description = {
      "Writes the unit of a host that starts an image as an SEV-SNP or TDX guest of QEMU, with what",
      "is measured of that and the policy that accepts it (docs/confidential-vm.md)."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom deploy confidential-vm --deployment payments --image app.eif \\",
      "    --sev-snp OVMF.amdsev.fd --cpu-model EPYC-Genoa --product Genoa \\",
      "    --minimum-tcb bootLoader=10,tee=0,snp=25,microcode=84 -o deploy",
      "  strongroom deploy confidential-vm --deployment payments --image app.eif \\",
      "    --tdx OVMF.inteltdx.ms.fd --tcb-evaluation 20 -o deploy",
      "",
      "Exit status: 0 written, 2 it can't be, or wrong usage."
    })
final class DeployConfidentialVmCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--deployment",
      required = true,
      paramLabel = "NAME",
      description = "What people call it.")
  private String deployment = "";

  @Option(names = "--image", required = true, paramLabel = "FILE", description = "The image (EIF).")
  private Path image = Path.of("");

  @Option(
      names = "--memory",
      paramLabel = "MIB",
      description = "The machine's memory. Default: four times the image, and no less than 512.")
  private @Nullable Integer memory;

  @Option(
      names = "--cpus",
      paramLabel = "N",
      defaultValue = "2",
      description = "The machine's processors. Default: 2.")
  private int cpus = 2;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "443",
      description = "Where clients connect. Default: 443.")
  private int port = 443;

  @Mixin private SnpOptions snp = new SnpOptions();

  @Mixin private SnpAcceptedOptions snpAccepted = new SnpAcceptedOptions();

  @Mixin private TdxOptions tdx = new TdxOptions();

  @Mixin private TdxAcceptedOptions tdxAccepted = new TdxAcceptedOptions();

  @Mixin private DeployFolderOptions folder = new DeployFolderOptions();

  DeployConfidentialVmCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    if (snp.asked() == tdx.asked()) {
      throw new UsageException("--sev-snp FIRMWARE or --tdx FIRMWARE is needed, and not both");
    }
    ImageOptions ordinary = new ImageOptions();
    ordinary.check(image);
    if (port < 1 || port > 65_535 || (memory != null && memory < 256)) {
      throw new UsageException("--port from 1 to 65535, --memory from 256");
    }
    try (EifFile file = EifFile.open(image)) {
      // The checksum too: what is written says what was measured.
      var _ = file.measure();
      String name = String.valueOf(image.getFileName());
      ConfidentialVm machine =
          new ConfidentialVm(
              deployment,
              name,
              Sha256.of(image),
              Sha256.of(tdx.asked() ? tdx.firmware() : snp.firmware()),
              cpus,
              memory != null ? memory : ordinary.memoryMib(image),
              port,
              tdx.asked() ? tdx(name, file) : snp(name, file));
      return folder.write(console, machine.files());
    } catch (MalformedEifException e) {
      throw new UsageException(image + ": " + e.getMessage());
    } catch (IOException e) {
      throw FileProblem.reading(image, e);
    } catch (DeployException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private ConfidentialKind snp(String name, EifFile file) throws UsageException, IOException {
    SnpLaunch launch = snp.launch(file, cpus);
    return new ConfidentialKind.SevSnp(
        launch.model(), snpAccepted.draft(name, launch.measurement()));
  }

  private ConfidentialKind tdx(String name, EifFile file) throws UsageException, IOException {
    TdxLaunch launch = tdx.launch(file);
    return new ConfidentialKind.Tdx(
        launch.mrtd(), launch.rtmr1(), launch.rtmr2(), tdxAccepted.draft(name, launch).text());
  }
}
