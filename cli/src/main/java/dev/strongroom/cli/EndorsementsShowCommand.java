// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.endorsements.GivenFile;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `strongroom endorsements show`: what is in a bundle, or in a file of a maker's.
@Command(
    name = "show",
    description = {
      "Says what endorsements are in a file, and from when until when each says that it is in force.",
      "Nothing is verified; that takes evidence."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  strongroom endorsements show bundle.json",
      "",
      "Exit status: 0 shown, 2 unreadable or wrong usage."
    })
final class EndorsementsShowCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "FILE", description = "A bundle, or a file that pack takes.")
  private Path file = Path.of("");

  EndorsementsShowCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    Endorsements endorsements = read(file);
    console.out().println(file + "  " + endorsements.items().size());
    BundleFile.show(console, endorsements);
    return ExitStatus.ACCEPTED;
  }

  static Endorsements read(Path file) throws UsageException {
    try {
      return GivenFile.read(BinaryFile.read(file), String.valueOf(file.getFileName()));
    } catch (MalformedJsonException e) {
      throw new UsageException(file + ": " + e.getMessage());
    }
  }
}
