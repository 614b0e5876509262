// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.Scheme;
import dev.strongroom.chain.SigningItem;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.math.ec.ECPoint;

/// A key of secp256k1: ECDSA for Ethereum and Bitcoin, BIP-340 for Taproot, if need be with the
/// tweak of BIP-341.
public final class Secp256k1 implements SigningKey {
  private static final ShortCurve CURVE = ShortCurve.SECP256K1;

  private final Secret scalar;
  private final SecureRandom random;
  private final ECPoint point;
  private final PublicKey publicKey;

  /// @param scalar 32 bytes that are known to be one; the key owns it from now on
  /// @param random for the auxiliary bytes of BIP-340, and for checking several signatures at once
  Secp256k1(Secret scalar, SecureRandom random) {
    this.scalar = scalar;
    this.random = random;
    this.point = scalar.use(bytes -> CURVE.timesSecret(ShortCurve.number(bytes)));
    this.publicKey = new PublicKey(Curve.SECP256K1, Bytes.copyOf(point.getEncoded(true)));
  }

  @Override
  public Curve curve() {
    return Curve.SECP256K1;
  }

  @Override
  public PublicKey publicKey() {
    return publicKey;
  }

  @Override
  public List<Bytes> sign(List<SigningItem> items) throws UnsignableException {
    List<byte[]> digests = new ArrayList<>();
    for (SigningItem item : items) {
      if (item.data().length() != ShortCurve.SCALAR) {
        throw new UnsignableException("a digest of 32 bytes is needed");
      }
      if (item.scheme() == Scheme.ECDSA) {
        if (item.taprootTweak().isPresent()) {
          throw new UnsignableException("a tweak goes with BIP-340 only");
        }
        digests.add(item.data().toByteArray());
      }
    }
    Iterator<byte[]> ecdsa = ecdsa(digests).iterator();
    List<Bytes> made = new ArrayList<>();
    for (SigningItem item : items) {
      made.add(
          switch (item.scheme()) {
            case ECDSA -> Bytes.copyOf(ecdsa.next());
            case SCHNORR -> {
              byte[] digest = item.data().toByteArray();
              yield scalar.use(bytes -> schnorr(bytes, digest, item.taprootTweak()));
            }
            case ED25519 ->
                throw new UnsignableException("a secp256k1 key doesn't sign by " + item.scheme());
          });
    }
    return made;
  }

  private List<byte[]> ecdsa(List<byte[]> digests) {
    return scalar.use(bytes -> Ecdsa.sign(CURVE, ShortCurve.number(bytes), point, digests, random));
  }

  private Bytes schnorr(byte[] bytes, byte[] digest, Optional<Bytes> tweak)
      throws UnsignableException {
    BigInteger number = ShortCurve.number(bytes);
    if (tweak.isPresent()) {
      number =
          Schnorr.tweaked(number, tweak.get().toByteArray())
              .orElseThrow(() -> new UnsignableException("not a tweak of BIP-341"));
    }
    byte[] auxiliary = new byte[Schnorr.AUXILIARY];
    random.nextBytes(auxiliary);
    return Bytes.copyOf(Schnorr.sign(number, digest, auxiliary));
  }

  @Override
  public void close() {
    scalar.close();
  }
}
