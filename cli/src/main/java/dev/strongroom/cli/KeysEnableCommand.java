// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `strongroom keys enable`: a disabled key works again.
@Command(
    name = "enable",
    description = {"Enables a disabled key."},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  strongroom keys enable 4f1c…",
      "",
      "Exit status: 0 done, 1 refused, 2 wrong usage or unreachable, 3 approvals are needed."
    })
final class KeysEnableCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private KeyOptions options = new KeyOptions();

  KeysEnableCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    return options.decide(console, "/enable", Map.of());
  }
}
