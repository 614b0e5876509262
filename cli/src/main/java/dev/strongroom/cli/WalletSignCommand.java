// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `strongroom wallet sign`: has a transaction or message signed by a wallet.
@Command(
    name = "sign",
    description = {
      "Has something signed by an account of a wallet, if the policy allows it. The form says which",
      "chain it is for, and --account which account. See also keys sign --help."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom wallet sign 4f1c… solana-transaction --file pay.base64",
      "  strongroom wallet sign 4f1c… evm-transaction 0x02ef… --account \"m/44'/60'/0'/0/1\"",
      "",
      "Exit status: 0 done, 1 refused, 2 wrong usage or unreachable, 3 approvals are needed."
    })
final class WalletSignCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private SigningOptions options = new SigningOptions();

  WalletSignCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    return options.sign(console);
  }
}
