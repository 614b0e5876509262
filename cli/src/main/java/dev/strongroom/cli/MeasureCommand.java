// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
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
          + " verified over what was measured."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom measure app.eif",
      "  strongroom measure --json app.eif | jq -r .Measurements.PCR0",
      "",
      "Exit status: 0 measured, 1 measured but its signature is bad, 2 malformed or unreadable."
    })
final class MeasureCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "FILE", description = "The image.")
  private Path file = Path.of("");

  @Option(names = "--json", description = "Write JSON (docs/cli.md), with nitro-cli's names.")
  private boolean json;

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
              if (json) {
                new ImageJson(console.out())
                    .measurements(file, found.measured(), found.signature());
              } else {
                new ImageText(console).measurements(file, found.measured(), found.signature());
              }
              return found.exitStatus();
            });
  }
}
