// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;

/// A private key in a tree of keys: BIP-32 for secp256k1, SLIP-10 for P-256 and Ed25519. Wiped when
/// closed.
final class HdNode implements AutoCloseable {
  private static final int FINGERPRINT = 4;
  private static final int MOST_DEEP = 255;

  private final Curve curve;
  private final int depth;
  private final Bytes parent;
  private final int index;
  private final Secret key;
  private final Bytes chainCode;
  private final PublicKey publicKey;

  /// @param depth 0 for the root
  /// @param parent the parent's fingerprint, 4 bytes; zeros for the root
  /// @param index of this child, as 32 bits; 0 for the root
  /// @param key 32 bytes that are a private key; owned from now on
  /// @param chainCode 32 bytes
  HdNode(Curve curve, int depth, Bytes parent, int index, Secret key, Bytes chainCode) {
    this.curve = curve;
    this.depth = depth;
    this.parent = parent;
    this.index = index;
    this.key = key;
    this.chainCode = chainCode;
    this.publicKey = new PublicKey(curve, key.use(bytes -> publicPart(curve, bytes)));
  }

  /// The root of a seed.
  ///
  /// @param seed 16 to 64 bytes
  /// @throws UnderivableException if this seed has none on secp256k1: one in 2^127
  static HdNode root(Curve curve, byte[] seed) throws UnderivableException {
    HdDigest digest = HdDigest.root(curve, seed);
    return new HdNode(curve, 0, Bytes.zeros(FINGERPRINT), 0, digest.takenKey(), digest.chainCode());
  }

  /// The key at a path from here; closes none but what it makes on the way.
  ///
  /// @throws UnderivableException if there is none
  HdNode at(DerivationPath path) throws UnderivableException {
    HdNode node =
        new HdNode(
            curve, depth, parent, index, key.use(bytes -> Secret.owning(bytes.clone())), chainCode);
    for (DerivationPath.Step step : path.steps()) {
      try (HdNode above = node) {
        node = above.child(step);
      }
    }
    return node;
  }

  private HdNode child(DerivationPath.Step step) throws UnderivableException {
    if (curve == Curve.ED25519 && !step.hardened()) {
      throw new UnderivableException("keys of Ed25519 have hardened steps only");
    }
    if (depth == MOST_DEEP) {
      throw new UnderivableException("no tree is deeper");
    }
    HdDigest digest =
        key.use(bytes -> HdDigest.child(curve, chainCode, head(step, bytes), step.index(), bytes));
    return new HdNode(
        curve, depth + 1, fingerprint(), step.index(), digest.takenKey(), digest.chainCode());
  }

  /// What is hashed of the parent: of a hardened step a zero and the private key, else the public
  /// key; 33 bytes.
  private byte[] head(DerivationPath.Step step, byte[] secret) {
    return step.hardened()
        ? ByteBuffer.allocate(1 + secret.length).put((byte) 0).put(secret).array()
        : publicKey.encoded().toByteArray();
  }

  /// The first four bytes of the public key's hash (BIP-32, "Key identifiers").
  Bytes fingerprint() {
    byte[] encoded = publicKey.encoded().toByteArray();
    if (curve == Curve.ED25519) {
      // SLIP-10 puts a zero in front, so that all keys have 33 bytes.
      byte[] longer = new byte[1 + encoded.length];
      System.arraycopy(encoded, 0, longer, 1, encoded.length);
      encoded = longer;
    }
    return KeyHash.of(encoded).slice(0, FINGERPRINT);
  }

  int depth() {
    return depth;
  }

  Bytes parent() {
    return parent;
  }

  int index() {
    return index;
  }

  /// 32 bytes. Not a secret like the key, but whoever has it and one private key that isn't
  /// hardened has the parent's: it is shown in extended public keys, and nowhere else.
  Bytes chainCode() {
    return chainCode;
  }

  PublicKey publicKey() {
    return publicKey;
  }

  /// Lets `use` see the private key.
  <T, E extends Exception> T use(Secret.Use<T, E> use) throws E {
    return key.use(use);
  }

  /// The key, to sign with: it has its own copy.
  ///
  /// @param random for the auxiliary bytes of BIP-340, and for checking several signatures at once
  SigningKey signingKey(SecureRandom random) {
    Secret copy = key.use(bytes -> Secret.owning(bytes.clone()));
    return switch (curve) {
      case SECP256K1 -> new Secp256k1(copy, random);
      case P256 -> new P256(copy, random);
      case ED25519 -> new Ed25519(copy);
    };
  }

  private static Bytes publicPart(Curve curve, byte[] secret) {
    return Bytes.copyOf(
        switch (curve) {
          case SECP256K1 ->
              ShortCurve.SECP256K1.timesSecret(ShortCurve.number(secret)).getEncoded(true);
          case P256 -> ShortCurve.P256.timesSecret(ShortCurve.number(secret)).getEncoded(true);
          case ED25519 -> new Ed25519PrivateKeyParameters(secret).generatePublicKey().getEncoded();
        });
  }

  @Override
  public void close() {
    key.close();
  }
}
