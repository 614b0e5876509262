// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `strongroom keys`: keys in a vault.
@Command(
    name = "keys",
    description = {
      "Keys in a vault: made inside an attested enclave, used under a policy, each act entered in a log."
    },
    subcommands = {
      KeysCreateCommand.class,
      KeysImportCommand.class,
      KeysListCommand.class,
      KeysShowCommand.class,
      KeysSignCommand.class,
      KeysVerifyCommand.class,
      KeysEncryptCommand.class,
      KeysDecryptCommand.class,
      KeysMacCommand.class,
      KeysExportCommand.class,
      KeysApproveCommand.class,
      KeysRotateCommand.class,
      KeysDisableCommand.class,
      KeysEnableCommand.class,
      KeysDestroyCommand.class,
      KeysSessionCommand.class,
      KeysHistoryCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom keys create --type secp256k1 --rules rules.json",
      "  strongroom keys sign 4f1c… evm-transaction 0x02ef…",
      "  strongroom keys history 4f1c…"
    })
final class KeysCommand implements Runnable {
  @Spec private CommandSpec spec;

  /// Made by the command-line library, which sets the field.
  @SuppressWarnings("NullAway.Init")
  KeysCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "what about keys?");
  }
}
