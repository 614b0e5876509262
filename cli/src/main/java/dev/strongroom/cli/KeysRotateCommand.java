// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `strongroom keys rotate`: makes a new version of a key.
@Command(
    name = "rotate",
    description = {"Makes a new version of a key. Earlier versions still verify and decrypt."},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  strongroom keys rotate 4f1c…",
      "",
      "Exit status: 0 done, 1 refused, 2 wrong usage or unreachable, 3 approvals are needed."
    })
final class KeysRotateCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private KeyOptions options = new KeyOptions();

  @Mixin private ShareOptions share = new ShareOptions();

  KeysRotateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    return share.runAtBirth(console, Map.of(), body -> options.decide(console, "/rotate", body));
  }
}
