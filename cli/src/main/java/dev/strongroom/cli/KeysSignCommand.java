// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `strongroom keys sign`: has something signed, if the key's policy allows it.
@Command(
    name = "sign",
    description = {
      "Has something signed, if the key's policy allows it.",
      "",
      "Transactions are decoded inside: the policy sees what they do. With --explain nothing is signed",
      "and nothing entered; the answer says what would happen, and what each rule says to it."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom keys sign 4f1c… evm-transaction 0x02ef…",
      "  strongroom keys sign 4f1c… evm-message \"Log me in\" --receipt login.receipt.json",
      "  strongroom keys sign 4f1c… bitcoin-transaction --file pay.psbt --network testnet --explain",
      "",
      "Exit status: 0 done, 1 refused, 2 wrong usage or unreachable, 3 approvals are needed."
    })
final class KeysSignCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private SigningOptions options = new SigningOptions();

  @Option(names = "--explain", description = "Only say what would happen, and why.")
  private boolean explain;

  KeysSignCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    return explain ? options.explain(console) : options.sign(console);
  }
}
