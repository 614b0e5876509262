// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `strongroom policy apply`: puts a key under another policy.
@Command(
    name = "apply",
    description = {
      "Puts a key under another policy. It takes the key's owners; the policy that it had until then",
      "still counts for what was asked before."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  strongroom policy apply 4f1c… rules.json",
      "",
      "Exit status: 0 done, 1 refused, 2 wrong usage or unreachable, 3 approvals are needed."
    })
final class PolicyApplyCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private KeyOptions options = new KeyOptions();

  @Parameters(index = "1", paramLabel = "FILE", description = "The policy.")
  private Path rules = Path.of("");

  PolicyApplyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    Map<String, Object> body = Map.of("policy", TextFile.json(rules).value());
    return options.run(
        console,
        vault ->
            vault.tell(
                options.key().text(),
                vault.vault().put(options.key().path("/policy"), body),
                KeyText::one));
  }
}
