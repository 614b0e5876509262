// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.derivation;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.chain.encoding.Base58Check;
import java.nio.ByteBuffer;

/// A public key of secp256k1 with what it takes to derive public keys from it (BIP-32,
/// "Serialization format", main network): a wallet that watches needs no more.
///
/// @param depth 0 for the root, at most 255
/// @param parent the parent's fingerprint, 4 bytes
/// @param index of this child, as 32 bits
/// @param chainCode 32 bytes
/// @param key on secp256k1
public record ExtendedKey(int depth, Bytes parent, int index, Bytes chainCode, PublicKey key) {
  private static final int PUBLIC = 0x0488b21e;
  private static final int FINGERPRINT = 4;
  private static final int CODE = 32;
  private static final int COMPRESSED = 33;
  private static final int LENGTH = 4 + 1 + FINGERPRINT + 4 + CODE + COMPRESSED;
  private static final int KEY_AT = LENGTH - COMPRESSED;

  /// Checks the lengths.
  public ExtendedKey {
    if (depth < 0
        || depth > 255
        || parent.length() != FINGERPRINT
        || chainCode.length() != CODE
        || key.curve() != Curve.SECP256K1) {
      throw new IllegalArgumentException("not an extended key");
    }
  }

  /// The public part of a node.
  ///
  /// @throws IllegalArgumentException if it isn't on secp256k1
  public static ExtendedKey of(HdNode node) {
    return new ExtendedKey(
        node.depth(), node.parent(), node.index(), node.chainCode(), node.publicKey());
  }

  /// As `xpub…`.
  public String text() {
    byte[] payload =
        ByteBuffer.allocate(LENGTH)
            .putInt(PUBLIC)
            .put((byte) depth)
            .put(parent.toByteArray())
            .putInt(index)
            .put(chainCode.toByteArray())
            .put(key.encoded().toByteArray())
            .array();
    return Base58Check.encode(Bytes.copyOf(payload));
  }

  /// Reads `xpub…`.
  ///
  /// @throws MalformedExtendedKeyException if it isn't one
  public static ExtendedKey parse(String text) throws MalformedExtendedKeyException {
    Bytes payload = payload(text);
    Head head = Head.read(ByteBuffer.wrap(payload.toByteArray()));
    Bytes key = payload.slice(KEY_AT, LENGTH);
    if (!TreeCurve.isPoint(key)) {
      throw new MalformedExtendedKeyException("not a public key of secp256k1");
    }
    return new ExtendedKey(
        head.depth(),
        head.parent(),
        head.index(),
        head.chainCode(),
        new PublicKey(Curve.SECP256K1, key));
  }

  private static Bytes payload(String text) throws MalformedExtendedKeyException {
    try {
      Bytes payload = Base58Check.decode(text);
      if (payload.length() == LENGTH) {
        return payload;
      }
    } catch (UndecodableException e) {
      // An extended key can be a private one by mistake: nothing of it is quoted.
      throw new MalformedExtendedKeyException("not in base 58, or mistyped");
    }
    throw new MalformedExtendedKeyException("not as long as an extended key");
  }

  /// What stands before the key.
  private record Head(int depth, Bytes parent, int index, Bytes chainCode) {
    private static Head read(ByteBuffer buffer) throws MalformedExtendedKeyException {
      if (buffer.getInt() != PUBLIC) {
        throw new MalformedExtendedKeyException("a key of another network or sort");
      }
      int depth = buffer.get() & 0xff;
      byte[] parent = new byte[FINGERPRINT];
      buffer.get(parent);
      int index = buffer.getInt();
      byte[] code = new byte[CODE];
      buffer.get(code);
      if (depth == 0 && (index != 0 || !Bytes.copyOf(parent).isAllZero())) {
        throw new MalformedExtendedKeyException("a root has no parent and no number");
      }
      return new Head(depth, Bytes.copyOf(parent), index, Bytes.copyOf(code));
    }
  }
}
