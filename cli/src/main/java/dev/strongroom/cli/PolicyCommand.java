// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `strongroom policy`: policies for enclaves and for keys.
@Command(
    name = "policy",
    description = {
      "Policies: for enclaves, which of them is to be trusted (docs/appraisal-policy.md), and for a",
      "vault's keys, what may be done with them (docs/policy.md)."
    },
    subcommands = {
      PolicyFromReleaseCommand.class,
      PolicyFromCorimCommand.class,
      PolicyCheckCommand.class,
      PolicyExplainCommand.class,
      PolicyTestCommand.class,
      PolicyApplyCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom policy from-release app.release.json --key release.pub -o policy.json",
      "  strongroom policy test 4f1c… rules.json"
    })
final class PolicyCommand implements Runnable {
  @Spec private CommandSpec spec;

  /// Made by the command-line library, which sets the field.
  @SuppressWarnings("NullAway.Init")
  PolicyCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "what about policies?");
  }
}
