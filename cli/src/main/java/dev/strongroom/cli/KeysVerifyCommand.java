// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `strongroom keys verify`: whether signatures are a key's.
@Command(
    name = "verify",
    description = {
      "Has the vault say whether signatures are this key's. (Anybody can, with the public key.)"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  strongroom keys verify 4f1c… message 68656c6c6f --signature 3045…",
      "",
      "Exit status: 0 they are, 1 they aren't, or refused, 2 wrong usage or unreachable."
    })
final class KeysVerifyCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private VaultOptions options = new VaultOptions();

  @Mixin private PayloadParameters payload = new PayloadParameters();

  @Option(
      names = "--signature",
      paramLabel = "HEX",
      required = true,
      description = "In their order, if there are several (repeatable).")
  private List<String> signatures = List.of();

  KeysVerifyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    Map<String, Object> body = new LinkedHashMap<>(payload.request());
    List<String> digits = new ArrayList<>();
    for (String signature : signatures) {
      digits.add(Payloads.hex("--signature", signature));
    }
    body.put("signatures", digits);
    return options.run(
        console,
        vault -> ValidText.tell(vault, vault.vault().post(payload.key().path("/verify"), body)));
  }
}
