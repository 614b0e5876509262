// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.client.vault.UnusableVaultAnswerException;
import dev.strongroom.client.vault.VaultAnswer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `strongroom policy test`: what a policy would have said to what was asked before.
@Command(
    name = "test",
    description = {
      "Has the vault try a policy against what this key was asked before: what would be allowed now,",
      "and what refused. Nothing is changed."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  strongroom policy test 4f1c… rules.json --last 50",
      "",
      "Exit status: 0 tried, 1 refused, 2 wrong usage or unreachable."
    })
final class PolicyTestCommand implements Callable<Integer> {
  private static final Set<String> DONE = Set.of("signed", "allowed");

  private final Console console;

  @Mixin private KeyOptions options = new KeyOptions();

  @Parameters(index = "1", paramLabel = "FILE", description = "The policy to try.")
  private Path rules = Path.of("");

  @Option(names = "--last", paramLabel = "N", description = "How many acts. Default: the vault's.")
  private @Nullable Integer last;

  PolicyTestCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("policy", TextFile.json(rules).value());
    if (last != null) {
      body.put("last", (long) last);
    }
    return options.run(
        console,
        vault ->
            vault.show(
                vault.vault().post(options.key().path("/policy/test"), body),
                PolicyTestCommand::table));
  }

  private static void table(VaultSession session, VaultAnswer answer)
      throws UnusableVaultAnswerException, MalformedJsonException {
    int changed = 0;
    List<JsonNode> results = KeyText.items(answer.member("results"));
    for (JsonNode result : results) {
      String was = result.member("was").text();
      String now = result.member("now").text();
      boolean same = DONE.contains(was) == DONE.contains(now);
      changed += same ? 0 : 1;
      session
          .out()
          .println(
              VaultSession.padded(String.valueOf(result.member("entry").value()), 6)
                  + VaultSession.padded(Printable.of(was), 10)
                  + (same ? "   " : "-> ")
                  + VaultSession.padded(Printable.of(now), 18)
                  + Printable.of(result.member("message").anyText()));
    }
    session.out().println(results.size() + " acts, " + changed + " would end otherwise");
  }
}
