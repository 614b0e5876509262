// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `strongroom keys disable`: a key that does nothing until it is enabled.
@Command(
    name = "disable",
    description = {"Disables a key: it does nothing until it is enabled again."},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  strongroom keys disable 4f1c…",
      "",
      "Exit status: 0 done, 1 refused, 2 wrong usage or unreachable, 3 approvals are needed."
    })
final class KeysDisableCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private KeyOptions options = new KeyOptions();

  KeysDisableCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    return options.decide(console, "/disable", Map.of());
  }
}
