// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `strongroom deploy`: where an enclave runs for good.
@Command(
    name = "deploy",
    description = {
      "Writes what an operator needs to run an enclave for good, filled in from the image's",
      "measurements (docs/deploy.md). It asks nobody, changes nothing elsewhere, and writes no secret."
    },
    subcommands = {
      DeployEc2Command.class,
      DeployKubernetesCommand.class,
      DeployConfidentialVmCommand.class,
      DeployMonitoringCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Examples:", "  strongroom deploy ec2 --help"})
final class DeployCommand implements Runnable {
  @Spec private CommandSpec spec;

  /// Made by the command-line library, which sets the field.
  @SuppressWarnings("NullAway.Init")
  DeployCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "ec2, kubernetes, confidential-vm or monitoring?");
  }
}
