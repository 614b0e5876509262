// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `strongroom endorsements`: what evidence is verified with.
@Command(
    name = "endorsements",
    description = {
      "What makers vouch for, which evidence of SEV-SNP, TDX, SGX and NVIDIA is verified with",
      "(docs/endorsements.md). Verifying needs no network; fetching is a step of its own."
    },
    subcommands = {
      EndorsementsFetchCommand.class,
      EndorsementsShowCommand.class,
      EndorsementsPackCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom endorsements fetch report.bin -o bundle.json",
      "  strongroom verify --policy policy.json --endorsements bundle.json report.bin"
    })
final class EndorsementsCommand implements Runnable {
  @Spec private CommandSpec spec;

  /// Made by the command-line library, which sets the field.
  @SuppressWarnings("NullAway.Init")
  EndorsementsCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "fetch, show or pack?");
  }
}
