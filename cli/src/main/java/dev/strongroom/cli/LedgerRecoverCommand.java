// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `strongroom ledger recover`: when an enclave refuses to go on, because its log lost entries.
@Command(
    name = "recover",
    description = {
      "When an enclave refuses to start, because the host's store has less of its log than witnesses"
          + " have cosigned (docs/recovery.md).",
      "",
      "If the missing part still exists somewhere, put it back: nothing else is needed. If it is gone",
      "for good, a quorum of operators can let the log go on in the open, under a new origin."
    },
    subcommands = {
      LedgerRecoverExplainCommand.class,
      LedgerRecoverSignCommand.class,
      LedgerRecoverApplyCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  strongroom ledger recover explain --state DIR --reason \"the disk broke\" --request r.json",
      "  strongroom ledger recover sign r.json --key ann.key     (each operator of a quorum)",
      "  strongroom ledger recover apply r.json --state DIR",
      "  and start the enclave again"
    })
final class LedgerRecoverCommand implements Runnable {
  @Spec private CommandSpec spec;

  /// Made by the command-line library, which sets the field.
  @SuppressWarnings("NullAway.Init")
  LedgerRecoverCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which step?");
  }
}
