// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.image.confidential.SnpLaunch;
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
      "With --sev-snp also what AMD's processors measure of a confidential virtual machine that"
          + " starts the same image."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom measure app.eif",
      "  strongroom measure --json app.eif | jq -r .Measurements.PCR0",
      "  strongroom measure app.eif --sev-snp OVMF.amdsev.fd --cpu-model EPYC-Genoa",
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

  @Mixin private SnpPolicyOptions policy = new SnpPolicyOptions();

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
              Optional<SnpLaunch> launch =
                  snp.asked() ? Optional.of(snp.launch(image, cpus)) : Optional.empty();
              if (policy.asked() && launch.isEmpty()) {
                throw new UsageException("--policy goes with --sev-snp");
              }
              if (launch.isPresent()) {
                policy.write(String.valueOf(file.getFileName()), launch.get().measurement());
              }
              if (json) {
                new ImageJson(console.out())
                    .measurements(file, found.measured(), launch, found.signature());
              } else {
                new ImageText(console)
                    .measurements(file, found.measured(), launch, found.signature());
              }
              return found.exitStatus();
            });
  }
}
