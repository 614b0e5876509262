// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `strongroom ceremony`: what operators do for an enclave whose root secret they share.
@Command(
    name = "ceremony",
    description = {
      "What operators do for an enclave whose root secret they share (docs/root-secret.md).",
      "",
      "Each step first verifies the enclave under the policy; a refused one gets nothing."
    },
    subcommands = {
      CeremonyKeygenCommand.class,
      CeremonyStatusCommand.class,
      CeremonyBeginCommand.class,
      CeremonyJoinCommand.class,
      CeremonyReleaseCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example, once for a deployment:",
      "  strongroom ceremony keygen ann --key ann.key     (each operator)",
      "  strongroom ceremony begin HOST:PORT --policy policy.json --key ann.key     (a quorum)",
      "  strongroom ceremony join HOST:PORT --policy policy.json --key ann.key --share ann.share"
          + "     (all)",
      "At each later start:",
      "  strongroom ceremony release HOST:PORT --policy policy.json --key ann.key"
          + " --share ann.share     (a quorum)"
    })
final class CeremonyCommand implements Runnable {
  @Spec private CommandSpec spec;

  /// Made by the command-line library, which sets the field.
  @SuppressWarnings("NullAway.Init")
  CeremonyCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which step?");
  }
}
