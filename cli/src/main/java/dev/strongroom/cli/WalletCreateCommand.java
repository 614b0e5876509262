// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `strongroom wallet create`: a seed with accounts on several chains.
@Command(
    name = "create",
    description = {
      "Makes a wallet: a seed that was made inside and has accounts for EVM chains, Solana and Bitcoin.",
      "",
      "It is yours as an agent's. With --oidc-token it is that of the person whom the token names, whose",
      "first contact makes it; your agent's key then gets a session, and --rules isn't asked for."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom wallet create --rules rules.json",
      "  strongroom wallet create --oidc-token token.jwt --expires 2026-12-01T00:00:00Z",
      "",
      "Exit status: 0 done, 1 refused, 2 wrong usage or unreachable, 3 approvals are needed."
    })
final class WalletCreateCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private VaultOptions options = new VaultOptions();

  @Mixin private BirthOptions birth = new BirthOptions();

  @Mixin private PersonOptions person = new PersonOptions();

  WalletCreateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    if (person.logsIn() == birth.hasRules()) {
      throw new UsageException("--rules or --oidc-token, one of them");
    }
    boolean login = person.logsIn();
    Map<String, Object> body = login ? person.body() : birth.body();
    if (login) {
      body.putAll(birth.ofLogin());
    } else {
      body.put("type", "seed");
    }
    String target = login ? "/v1/wallets" : "/v1/keys";
    return birth
        .share()
        .runAtBirth(console, body, all -> options.run(console, vault -> vault.born(target, all)));
  }
}
