// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `strongroom keys destroy`: a key that is gone.
@Command(
    name = "destroy",
    description = {
      "Destroys a key, all versions of it. Nobody can bring it back but by a recovery kit or an export."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  strongroom keys destroy 4f1c… --confirm 4f1c…",
      "",
      "Exit status: 0 done, 1 refused, 2 wrong usage or unreachable, 3 approvals are needed."
    })
final class KeysDestroyCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private KeyOptions options = new KeyOptions();

  @Option(
      names = "--confirm",
      paramLabel = "KEY",
      required = true,
      description = "The key's id once more.")
  private String confirm = "";

  KeysDestroyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    if (!confirm.equals(options.key().text())) {
      throw new UsageException("--confirm has to name the same key");
    }
    return options.decide(console, "/destroy", Map.of());
  }
}
