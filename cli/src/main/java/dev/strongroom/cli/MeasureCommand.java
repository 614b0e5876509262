// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.image.eif.EifFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `strongroom measure`: which PCRs does an enclave have that boots this image?
@Command(
    name = "measure",
    description = {
      "Computes the PCRs of an enclave that boots an image (EIF).",
      "",
      "PCR0 covers kernel, command line and all ramdisks; PCR1 kernel, command line and the first"
          + " ramdisk; PCR2 the other ramdisks; PCR8 the signing certificate. A signature is"
          + " verified over what was measured.",
      "",
      "With --sev-snp or --tdx also what AMD's or Intel's processors measure of a confidential"
          + " virtual machine that starts the same image."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom measure app.eif",
      "  strongroom measure --json app.eif | jq -r .Measurements.PCR0",
      "  strongroom measure app.eif --sev-snp OVMF.amdsev.fd --cpu-model EPYC-Genoa",
      "  strongroom measure app.eif --tdx OVMF.inteltdx.ms.fd",
      "",
      "Exit status: 0 measured, 1 measured but its signature is bad, 2 malformed or unreadable."
    })
final class MeasureCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "FILE", description = "The image.")
  private Path file = Path.of("");

  @Option(names = "--json", description = "Write JSON (docs/cli.md), with nitro-cli's names.")
  private boolean json;

  @Option(
      names = "--cpus",
      paramLabel = "N",
      defaultValue = "2",
      description = "With --sev-snp: the guest's processors. Default: 2.")
  private int cpus = 2;

  @Mixin private SnpOptions snp = new SnpOptions();

  @Mixin private TdxOptions tdx = new TdxOptions();

  @Mixin private LaunchPolicyOptions policy = new LaunchPolicyOptions();

  MeasureCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    return new ImageInput(console, json)
        .use(
            file,
            image -> {
              ImageFinding found = ImageFinding.of(image, console.clock().instant());
              Launches launches = launches(image);
              policy.write(String.valueOf(file.getFileName()), launches);
              if (json) {
                new ImageJson(console.out())
                    .measurements(file, found.measured(), launches, found.signature());
              } else {
                new ImageText(console)
                    .measurements(file, found.measured(), launches, found.signature());
              }
              return found.exitStatus();
            });
  }

  private Launches launches(EifFile image) throws UsageException, IOException {
    if (snp.asked() && tdx.asked()) {
      throw new UsageException("--sev-snp or --tdx: a machine is one or the other");
    }
    return new Launches(
        snp.asked() ? Optional.of(snp.launch(image, cpus)) : Optional.empty(),
        tdx.asked() ? Optional.of(tdx.launch(image)) : Optional.empty());
  }
}
