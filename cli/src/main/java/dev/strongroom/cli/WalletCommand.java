// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `strongroom wallet`: a seed with accounts on several chains.
@Command(
    name = "wallet",
    description = {"Wallets in a vault: one seed, accounts on EVM chains, Solana and Bitcoin."},
    subcommands = {
      WalletCreateCommand.class,
      WalletShowCommand.class,
      WalletSignCommand.class,
      WalletRecoveryKitCommand.class,
      WalletRestoreCommand.class,
      WalletRestoreDrillCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom wallet create --rules rules.json",
      "  strongroom wallet sign 4f1c… solana-transaction --file pay.base64"
    })
final class WalletCommand implements Runnable {
  @Spec private CommandSpec spec;

  /// Made by the command-line library, which sets the field.
  @SuppressWarnings("NullAway.Init")
  WalletCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "what about wallets?");
  }
}
