// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `strongroom release`: who says from which source an image was built.
@Command(
    name = "release",
    description = {
      "Says from which source an image was built, what it measures, and signs that (docs/release.md).",
      "",
      "A release is an in-toto statement with SLSA provenance in a DSSE envelope."
    },
    subcommands = {ReleaseCreateCommand.class, ReleaseVerifyCommand.class},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom release create app.eif --key release.key --public-key release.pub"
          + " -o app.release.json",
      "  strongroom release verify app.release.json --key release.pub --image app.eif"
    })
final class ReleaseCommand implements Runnable {
  @Spec private CommandSpec spec;

  /// Made by the command-line library, which sets the field.
  @SuppressWarnings("NullAway.Init")
  ReleaseCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "create or verify?");
  }
}
