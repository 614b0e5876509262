// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `strongroom upgrade`: another image gets the root secret, in the open.
@Command(
    name = "upgrade",
    description = {
      "Lets another image have a deployment's root secret, in the open (docs/upgrades.md): operators",
      "announce its release in the log, everybody can look at it while the notice lasts, operators",
      "approve it, and only then the running enclave hands over."
    },
    subcommands = {
      UpgradeAnnounceCommand.class,
      UpgradeApproveCommand.class,
      UpgradeSignCommand.class,
      UpgradeSendCommand.class,
      UpgradeStatusCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom upgrade announce app.release.json --release-key release.pub --notice P7D \\",
      "        --reason \"fixes the parser\" -o announcement.json",
      "  strongroom upgrade sign announcement.json --key ann.key --release app.release.json \\",
      "        --release-key release.pub                       (each operator of a quorum)",
      "  strongroom upgrade send announcement.json",
      "  strongroom upgrade status",
      "  strongroom upgrade approve -o approval.json            (when the notice is over)",
      "  strongroom upgrade sign approval.json --key ann.key    (each operator of a quorum)",
      "  strongroom upgrade send approval.json"
    })
final class UpgradeCommand implements Runnable {
  @Spec private CommandSpec spec;

  /// Made by the command-line library, which sets the field.
  @SuppressWarnings("NullAway.Init")
  UpgradeCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which step?");
  }
}
