// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Endorsements;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `strongroom endorsements pack`: one bundle of separate files.
@Command(
    name = "pack",
    description = {
      "Makes one bundle of files as makers serve them, each recognised by its content: PEM, DER",
      "(certificates, revocation lists, OCSP responses), Intel's TCB info and QE identity, NVIDIA's",
      "reference manifests, key sets, event logs, and other bundles."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  strongroom endorsements pack vcek.der cert_chain.pem crl.der -o bundle.json",
      "",
      "Exit status: 0 written, 2 unreadable or wrong usage."
    })
final class EndorsementsPackCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "What goes in.")
  private List<Path> files = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "The bundle; one that is there is replaced.")
  private Path output = Path.of("");

  EndorsementsPackCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    Endorsements all = Endorsements.NONE;
    for (Path file : files) {
      try {
        all = all.with(EndorsementsShowCommand.read(file));
      } catch (IllegalArgumentException e) {
        throw new UsageException(file + ": " + e.getMessage());
      }
    }
    BundleFile.write(output, all);
    console.out().println(output + "  " + all.items().size());
    BundleFile.show(console, all);
    return ExitStatus.ACCEPTED;
  }
}
