// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `strongroom keys approve`: approves what somebody else asked for.
@Command(
    name = "approve",
    description = {
      "Approves what somebody else asked for. What it is stands in keys show KEY --json, under",
      "proposals; nothing is done before enough approve."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  strongroom keys approve 4f1c… 9b20…",
      "",
      "Exit status: 0 done, 1 refused, 2 wrong usage or unreachable, 3 approvals are needed."
    })
final class KeysApproveCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private KeyOptions options = new KeyOptions();

  @Parameters(index = "1", paramLabel = "PROPOSAL", description = "The proposal's id.")
  private String proposal = "";

  KeysApproveCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    return options.run(
        console,
        vault ->
            vault.tell(
                options.key().text(),
                vault.vault().post(options.key().path("/approvals"), Map.of("proposal", proposal)),
                (session, answer) ->
                    new ApprovalText(session).approvals(answer.member("approvals"))));
  }
}
