// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.ledger.entry.CanonicalJson;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `strongroom keys show`: what the vault says of a key.
@Command(
    name = "show",
    description = {
      "Shows a key: its accounts and addresses, owners, sessions, and what waits for approval."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom keys show 4f1c…",
      "  strongroom keys show 4f1c… --rules",
      "",
      "Exit status: 0 done, 1 refused, 2 wrong usage or unreachable, 3 approvals are needed."
    })
final class KeysShowCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private KeyOptions options = new KeyOptions();

  @Option(names = "--rules", description = "Print the key's policy instead, as JSON.")
  private boolean rules;

  KeysShowCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    if (rules) {
      return options.run(
          console,
          vault ->
              vault.show(
                  vault.vault().get(options.key().path("/policy")),
                  (session, answer) ->
                      session.out().println(CanonicalJson.text(answer.member("policy").value()))));
    }
    return options.run(
        console, vault -> vault.show(vault.vault().get(options.key().path("")), KeyText::one));
  }
}
