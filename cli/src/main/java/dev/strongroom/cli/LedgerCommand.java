// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `strongroom ledger`: what anybody can find out about an enclave's log.
@Command(
    name = "ledger",
    description = {
      "Reads the log of an enclave, or a mirror of it, and continues one that was rolled back.",
      "",
      "All that is read is checked: against the log's key, its witnesses, and the evidence with"
          + " which each epoch begins."
    },
    subcommands = {
      LedgerStatusCommand.class,
      LedgerAuditCommand.class,
      LedgerMirrorCommand.class,
      LedgerRecoverCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom ledger status localhost:8443",
      "  strongroom ledger mirror localhost:8443 mirror/",
      "  strongroom ledger audit mirror/",
      "  strongroom ledger recover explain --state DIR"
    })
final class LedgerCommand implements Runnable {
  @Spec private CommandSpec spec;

  /// Made by the command-line library, which sets the field.
  @SuppressWarnings("NullAway.Init")
  LedgerCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }
}
