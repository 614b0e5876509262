// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.Scheme;
import dev.strongroom.chain.SigningItem;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.math.ec.ECPoint;

/// A key of P-256 (FIPS 186-5): ECDSA.
public final class P256 implements SigningKey {
  private static final ShortCurve CURVE = ShortCurve.P256;

  private final Secret scalar;
  private final SecureRandom random;
  private final ECPoint point;
  private final PublicKey publicKey;

  /// @param scalar 32 bytes that are known to be one; the key owns it from now on
  /// @param random for checking several signatures at once
  P256(Secret scalar, SecureRandom random) {
    this.scalar = scalar;
    this.random = random;
    this.point = scalar.use(bytes -> CURVE.timesSecret(ShortCurve.number(bytes)));
    this.publicKey = new PublicKey(Curve.P256, Bytes.copyOf(point.getEncoded(true)));
  }

  @Override
  public Curve curve() {
    return Curve.P256;
  }

  @Override
  public PublicKey publicKey() {
    return publicKey;
  }

  @Override
  public List<Bytes> sign(List<SigningItem> items) throws UnsignableException {
    List<byte[]> digests = new ArrayList<>();
    for (SigningItem item : items) {
      if (item.scheme() != Scheme.ECDSA
          || item.taprootTweak().isPresent()
          || item.data().length() != ShortCurve.SCALAR) {
        throw new UnsignableException("a P-256 key signs digests of 32 bytes by ECDSA");
      }
      digests.add(item.data().toByteArray());
    }
    List<byte[]> made =
        scalar.use(bytes -> Ecdsa.sign(CURVE, ShortCurve.number(bytes), point, digests, random));
    return made.stream().map(Bytes::copyOf).toList();
  }

  @Override
  public void close() {
    scalar.close();
  }
}
