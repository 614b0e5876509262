// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain;

import dev.strongroom.attestation.Bytes;
import java.util.List;
import java.util.Map;

/// A digest of 32 bytes, signed as it is. Whoever signs one may sign a transaction of any chain: a
/// policy that allows it allows everything.
public final class PlainDigest implements Signable {
  private static final int LENGTH = 32;

  private final Bytes digest;
  private final Scheme scheme;

  private PlainDigest(Bytes digest, Scheme scheme) {
    this.digest = digest;
    this.scheme = scheme;
  }

  /// Takes a digest.
  ///
  /// @param scheme ECDSA or SCHNORR
  /// @throws UndecodableException `bad-length`, `wrong-scheme`
  public static PlainDigest of(Bytes digest, Scheme scheme) throws UndecodableException {
    if (digest.length() != LENGTH) {
      throw new UndecodableException("bad-length", "a digest of " + digest.length() + " bytes");
    }
    if (scheme == Scheme.ED25519) {
      throw new UndecodableException("wrong-scheme", "Ed25519 signs messages, not digests");
    }
    return new PlainDigest(digest, scheme);
  }

  @Override
  public Form form() {
    return Form.DIGEST;
  }

  @Override
  public Facts facts(PublicKey key) throws UndecodableException {
    requireCurve(key);
    return new Facts(
        Form.DIGEST,
        Map.of("hex", digest.hex(), "length", (long) digest.length()),
        List.of("any-digest"));
  }

  @Override
  public List<SigningItem> toSign(PublicKey key) throws UndecodableException {
    requireCurve(key);
    return List.of(new SigningItem(scheme, digest));
  }

  @Override
  public Signed signed(PublicKey key, List<Bytes> signatures) throws UndecodableException {
    requireCurve(key);
    return PlainMessage.onlySignature(scheme, signatures);
  }

  private void requireCurve(PublicKey key) throws UndecodableException {
    boolean fits =
        switch (key.curve()) {
          case SECP256K1 -> true;
          case P256 -> scheme == Scheme.ECDSA;
          case ED25519 -> false;
        };
    if (!fits) {
      throw new UndecodableException(
          "wrong-curve", "a key on " + key.curve().code() + " doesn't sign so");
    }
  }
}
