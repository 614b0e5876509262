// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

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
  private static final int PRIVATE = 0x0488ade4;
  private static final int FINGERPRINT = 4;
  private static final int CODE = 32;
  private static final int LENGTH = 4 + 1 + FINGERPRINT + 4 + CODE + ShortCurve.COMPRESSED;
  private static final int KEY_AT = LENGTH - ShortCurve.COMPRESSED;

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

  /// The public part of a node on secp256k1.
  static ExtendedKey of(HdNode node) {
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
    return new String(Base58Check.encode(payload), StandardCharsets.US_ASCII);
  }

  /// Reads `xpub…`.
  ///
  /// @throws MalformedExtendedKeyException if it isn't one
  public static ExtendedKey parse(String text) throws MalformedExtendedKeyException {
    byte[] payload = Base58Check.decode(text.getBytes(StandardCharsets.UTF_8), LENGTH);
    Head head = Head.read(payload, PUBLIC);
    byte[] key = Arrays.copyOfRange(payload, KEY_AT, LENGTH);
    if (ShortCurve.SECP256K1.point(key).isEmpty()) {
      throw new MalformedExtendedKeyException("not a public key of secp256k1");
    }
    return new ExtendedKey(
        head.depth(),
        head.parent(),
        head.index(),
        head.chainCode(),
        new PublicKey(Curve.SECP256K1, Bytes.copyOf(key)));
  }

  /// Reads `xprv…`.
  ///
  /// @param text ASCII; the caller wipes it
  /// @return the caller's to close
  /// @throws MalformedExtendedKeyException if it isn't one
  static HdNode parsePrivate(byte[] text) throws MalformedExtendedKeyException {
    byte[] payload = Base58Check.decode(text, LENGTH);
    byte[] scalar = Arrays.copyOfRange(payload, KEY_AT + 1, LENGTH);
    try {
      Head head = Head.read(payload, PRIVATE);
      if (payload[KEY_AT] != 0 || !ShortCurve.SECP256K1.isScalar(ShortCurve.number(scalar))) {
        throw new MalformedExtendedKeyException("not a private key of secp256k1");
      }
      return new HdNode(
          Curve.SECP256K1,
          head.depth(),
          head.parent(),
          head.index(),
          Secret.owning(scalar.clone()),
          head.chainCode());
    } finally {
      Arrays.fill(scalar, (byte) 0);
      Arrays.fill(payload, (byte) 0);
    }
  }

  /// What stands before the key.
  private record Head(int depth, Bytes parent, int index, Bytes chainCode) {
    private static Head read(byte[] payload, int version) throws MalformedExtendedKeyException {
      ByteBuffer buffer = ByteBuffer.wrap(payload);
      if (buffer.getInt() != version) {
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
