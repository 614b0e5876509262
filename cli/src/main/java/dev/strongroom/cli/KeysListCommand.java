// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.client.vault.UnusableVaultAnswerException;
import dev.strongroom.client.vault.VaultAnswer;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `strongroom keys list`: which keys were born for whoever asks.
@Command(
    name = "list",
    description = {"Lists the keys that were born for you."},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom keys list",
      "  strongroom keys list --json",
      "",
      "Exit status: 0 done, 1 refused, 2 wrong usage or unreachable, 3 approvals are needed."
    })
final class KeysListCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private VaultOptions options = new VaultOptions();

  @Option(names = "--after", paramLabel = "N", description = "Go on where an earlier list ended.")
  private @Nullable Integer after;

  KeysListCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    String target = after == null ? "/v1/keys" : "/v1/keys?after=" + after;
    return options.run(
        console, vault -> vault.show(vault.vault().get(target), KeysListCommand::list));
  }

  private static void list(VaultSession session, VaultAnswer answer)
      throws UnusableVaultAnswerException, MalformedJsonException {
    session.line("you are", session.vault().principal());
    KeyText.list(session, answer);
    Optional<JsonNode> next = answer.optional("next");
    if (next.isPresent()) {
      session.line("more", "--after " + next.get().value());
    }
  }
}
