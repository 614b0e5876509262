// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.derivation;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.bitcoin.Hashes;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// A private key in a tree of keys: BIP-32 for secp256k1, SLIP-10 for P-256 and Ed25519. Wiped when
/// closed. Thread-safe.
public final class HdNode implements AutoCloseable {
  private static final int FINGERPRINT = 4;
  private static final int PUBLIC = 33;
  private static final int MOST_DEEP = 255;

  private final Curve curve;
  private final int depth;
  private final Bytes parent;
  private final int index;
  private final byte[] key;
  private final Bytes chainCode;
  private final PublicKey publicKey;
  private boolean closed;

  /// @param parent the parent's fingerprint, 4 bytes; zeros for the root
  /// @param index of this child, as 32 bits; 0 for the root
  /// @param key 32 bytes that are a private key; owned from now on
  /// @param chainCode 32 bytes
  private HdNode(Curve curve, int depth, Bytes parent, int index, byte[] key, Bytes chainCode) {
    this.curve = curve;
    this.depth = depth;
    this.parent = parent;
    this.index = index;
    this.key = key;
    this.chainCode = chainCode;
    this.publicKey = TreeCurve.publicKey(curve, key);
  }

  /// The root of a seed.
  ///
  /// @param seed 16 to 64 bytes; stays the caller's to wipe
  /// @throws UnderivableException if this seed has none on secp256k1: one in 2^127
  public static HdNode root(Curve curve, byte[] seed) throws UnderivableException {
    HdDigest digest = HdDigest.root(curve, seed);
    return new HdNode(curve, 0, Bytes.zeros(FINGERPRINT), 0, digest.key(), digest.chainCode());
  }

  /// The key at a path from here, the caller's to close; closes none but what it makes on the way.
  ///
  /// @throws UnderivableException if there is none
  public HdNode at(DerivationPath path) throws UnderivableException {
    HdNode node = new HdNode(curve, depth, parent, index, privateKey(), chainCode);
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
    byte[] secret = privateKey();
    try {
      HdDigest digest = HdDigest.child(curve, chainCode, head(step, secret), step.index(), secret);
      return new HdNode(
          curve, depth + 1, fingerprint(), step.index(), digest.key(), digest.chainCode());
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
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
    // SLIP-10 puts a zero in front of Ed25519's, so that all keys have 33 bytes.
    Bytes encoded = publicKey.encoded();
    byte[] longer = new byte[PUBLIC];
    System.arraycopy(encoded.toByteArray(), 0, longer, PUBLIC - encoded.length(), encoded.length());
    return Hashes.hash160(Bytes.copyOf(longer)).slice(0, FINGERPRINT);
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

  /// The public key.
  public PublicKey publicKey() {
    return publicKey;
  }

  /// A copy of the private key, 32 bytes, which the caller wipes.
  ///
  /// @throws IllegalStateException if the node was closed
  public synchronized byte[] privateKey() {
    if (closed) {
      throw new IllegalStateException("the key was wiped");
    }
    return key.clone();
  }

  @Override
  public synchronized void close() {
    closed = true;
    Arrays.fill(key, (byte) 0);
  }

  @Override
  public String toString() {
    return "a key of " + curve.code();
  }
}
