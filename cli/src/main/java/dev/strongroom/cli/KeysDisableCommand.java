// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

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

  @Mixin private VaultOptions options = new VaultOptions();

  @Parameters(paramLabel = "KEY", converter = KeyId.Converter.class, description = "The key's id.")
  private KeyId key = new KeyId("");

  KeysDisableCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    return options.run(
        console,
        vault ->
            vault.tell(
                key.text(), vault.vault().post(key.path("/disable"), Map.of()), KeyText::one));
  }
}
