// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.channel.custody.KeyKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `strongroom keys create`: has a key made inside.
@Command(
    name = "create",
    description = {
      "Has a key made inside the enclave, under a policy that says what it may be used for",
      "(docs/policy.md). What isn't allowed by a rule is refused."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom keys create --type secp256k1 --label payments --rules rules.json",
      "  strongroom keys create --type ed25519 --rules rules.json --owner agent:ed25519:d75a… \\",
      "        --owner passkey:example.com:AbC… --owners-needed 2",
      "",
      "Exit status: 0 done, 1 refused, 2 wrong usage or unreachable, 3 approvals are needed."
    })
final class KeysCreateCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private VaultOptions options = new VaultOptions();

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      required = true,
      description = "secp256k1, ed25519, p256, seed, x25519 or hmac.")
  private String type = "";

  @Mixin private BirthOptions birth = new BirthOptions();

  KeysCreateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    if (KeyKind.of(type).isEmpty()) {
      throw new UsageException(
          "--type: '" + type + "' isn't one of secp256k1, ed25519, p256, seed, x25519, hmac");
    }
    Map<String, Object> body = new LinkedHashMap<>(birth.body());
    body.put("type", type);
    return birth
        .share()
        .runAtBirth(
            console, body, all -> options.run(console, vault -> vault.born("/v1/keys", all)));
  }
}
