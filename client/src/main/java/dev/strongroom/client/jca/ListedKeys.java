// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.jca;

import dev.strongroom.client.vault.KeyAccount;
import dev.strongroom.client.vault.KeyPage;
import dev.strongroom.client.vault.KeySigner;
import dev.strongroom.client.vault.UnusableVaultAnswerException;
import dev.strongroom.client.vault.VaultClient;
import dev.strongroom.client.vault.VaultException;
import dev.strongroom.client.vault.VaultKey;
import dev.strongroom.ledger.receipt.Receipt;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// The caller's active keys in a vault, as it lists them.
///
/// @param vault that has them
/// @param receipts takes the receipt of each signature before the signature is given out
public record ListedKeys(VaultClient vault, Consumer<Receipt> receipts) implements VaultKeys {
  @Override
  public List<NamedSigner> all() throws IOException, InterruptedException, VaultException {
    List<NamedSigner> signers = new ArrayList<>();
    OptionalLong after = OptionalLong.empty();
    while (true) {
      KeyPage page = vault.keys(after);
      page.keys().forEach(key -> add(key, signers));
      if (page.next().isEmpty()) {
        return List.copyOf(signers);
      }
      if (page.keys().isEmpty() || page.next().getAsLong() <= after.orElse(Long.MIN_VALUE)) {
        throw new UnusableVaultAnswerException("a list of keys that doesn't go on");
      }
      after = page.next();
    }
  }

  private void add(VaultKey key, List<NamedSigner> signers) {
    if (!key.status().equals("active")) {
      return;
    }
    List<KeyAccount> accounts =
        key.accounts().stream().filter(account -> account.signing().isPresent()).toList();
    for (KeyAccount account : accounts) {
      String alias = account.path().isEmpty() ? key.id() : key.id() + "#" + account.path();
      signers.add(
          new NamedSigner(
              alias,
              accounts.size() == 1 ? key.label() : "",
              KeySigner.of(vault, key, account, receipts)));
    }
  }
}
