// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

import dev.strongroom.chain.Curve;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.derivation.DerivationPath;
import dev.strongroom.chain.derivation.ExtendedKey;
import dev.strongroom.chain.derivation.HdNode;
import dev.strongroom.chain.derivation.UnderivableException;
import dev.strongroom.channel.custody.ImproperKeyException;
import dev.strongroom.channel.custody.KeyKind;
import dev.strongroom.channel.custody.KeySecret;
import dev.strongroom.channel.custody.MalformedMnemonicException;
import dev.strongroom.channel.custody.Mnemonic;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/// The entropy of BIP-39, from which keys derive by curve and path: BIP-32 for secp256k1, SLIP-10
/// for Ed25519 and P-256. Without a passphrase.
public final class SeedMaterial implements KeyMaterial {
  private final KeySecret secret;
  // The 2048 rounds from words to seed are made once.
  private @Nullable Secret seed;
  private boolean closed;

  SeedMaterial(KeySecret secret) {
    this.secret = secret;
  }

  /// The seed of a mnemonic of BIP-39.
  ///
  /// @param words English, lower-case, single spaces; the caller wipes them
  /// @throws MalformedMnemonicException if they aren't one
  public static SeedMaterial ofMnemonic(byte[] words) throws MalformedMnemonicException {
    try (Secret entropy = Secret.owning(Mnemonic.entropy(words))) {
      return new SeedMaterial(entropy.use(bytes -> KeySecret.of(KeyKind.SEED, bytes)));
    } catch (ImproperKeyException e) {
      throw new IllegalStateException("a mnemonic has as many words as a seed", e);
    }
  }

  @Override
  public KeySecret secret() {
    return secret;
  }

  /// The words, ASCII, for a kit that the owner exports; the caller's to close.
  public Secret mnemonic() {
    return secret.use(bytes -> Secret.owning(Mnemonic.words(bytes)));
  }

  /// The key at a path, with its own copy of the secret: the caller's to close.
  ///
  /// @param random for the auxiliary bytes of BIP-340, and for checking several signatures at once
  /// @throws UnderivableException if there is none
  public SigningKey signingKey(Curve curve, DerivationPath path, SecureRandom random)
      throws UnderivableException {
    try (HdNode node = node(curve, path)) {
      Secret key = Secret.owning(node.privateKey());
      return switch (curve) {
        case SECP256K1 -> new Secp256k1(key, random);
        case P256 -> new P256(key, random);
        case ED25519 -> new Ed25519(key);
      };
    }
  }

  /// The public key at a path.
  ///
  /// @throws UnderivableException if there is none
  public PublicKey publicKey(Curve curve, DerivationPath path) throws UnderivableException {
    try (HdNode node = node(curve, path)) {
      return node.publicKey();
    }
  }

  /// The extended public key of secp256k1 at a path, for wallets that watch. Together with any
  /// private key directly below that isn't hardened it tells all private keys below: for accounts,
  /// whose own path is hardened, and to be treated as confidential.
  ///
  /// @throws UnderivableException if there is none
  public ExtendedKey extendedKey(DerivationPath path) throws UnderivableException {
    try (HdNode node = node(Curve.SECP256K1, path)) {
      return ExtendedKey.of(node);
    }
  }

  private HdNode node(Curve curve, DerivationPath path) throws UnderivableException {
    try (HdNode root = seed().use(bytes -> HdNode.root(curve, bytes))) {
      return root.at(path);
    }
  }

  private synchronized Secret seed() {
    if (closed) {
      throw new IllegalStateException("the key was wiped");
    }
    if (seed == null) {
      try (Secret words = mnemonic()) {
        seed = words.use(bytes -> Secret.owning(Mnemonic.seed(bytes, new byte[0])));
      }
    }
    return seed;
  }

  @Override
  public synchronized void close() {
    closed = true;
    secret.close();
    if (seed != null) {
      seed.close();
    }
  }
}
