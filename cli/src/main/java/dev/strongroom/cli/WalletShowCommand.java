// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `strongroom wallet show`: a wallet's addresses.
@Command(
    name = "show",
    description = {"Shows a wallet's accounts and addresses."},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  strongroom wallet show 4f1c…",
      "",
      "Exit status: 0 done, 1 refused, 2 wrong usage or unreachable, 3 approvals are needed."
    })
final class WalletShowCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private KeyOptions options = new KeyOptions();

  WalletShowCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    return options.run(
        console,
        vault ->
            vault.show(
                vault.vault().get(options.key().path("")),
                (session, answer) -> KeyText.addresses(session.console(), answer.member("key"))));
  }
}
