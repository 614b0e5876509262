// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.chain.PublicKey;
import dev.strongroom.ledger.receipt.Receipt;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/// An account of a key in a real vault. Thread-safe if whoever takes the receipts is.
public final class KeySigner implements VaultSigner {
  private final VaultClient vault;
  private final String keyId;
  private final String path;
  private final PublicKey publicKey;
  private final Consumer<Receipt> receipts;

  private KeySigner(
      VaultClient vault,
      String keyId,
      String path,
      PublicKey publicKey,
      Consumer<Receipt> receipts) {
    this.vault = vault;
    this.keyId = keyId;
    this.path = path;
    this.publicKey = publicKey;
    this.receipts = receipts;
  }

  /// A signer for an account.
  ///
  /// @param receipts takes the receipt of each signature before the signature is given out
  /// @throws IllegalArgumentException if the account doesn't sign
  public static KeySigner of(
      VaultClient vault, VaultKey key, KeyAccount account, Consumer<Receipt> receipts) {
    PublicKey publicKey =
        account
            .signing()
            .orElseThrow(() -> new IllegalArgumentException("an account that doesn't sign"));
    return new KeySigner(vault, key.id(), account.path(), publicKey, receipts);
  }

  @Override
  public PublicKey publicKey() {
    return publicKey;
  }

  @Override
  public SignedPayload sign(Payload payload)
      throws IOException, InterruptedException, VaultException {
    Receipted<List<SignedPayload>> signed =
        vault.sign(keyId, SignRequest.of(payload, path)).orThrow();
    SignedPayload only = signed.value().getFirst();
    if (!only.publicKey().equals(publicKey.encoded())) {
      throw new UnusableVaultAnswerException("signed by another key than this account's");
    }
    receipts.accept(signed.receipt());
    return only;
  }
}
