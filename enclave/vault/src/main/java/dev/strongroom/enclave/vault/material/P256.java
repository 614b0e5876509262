// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.Scheme;
import dev.strongroom.chain.SigningItem;
import dev.strongroom.enclave.runtime.keys.Secret;
import org.bouncycastle.math.ec.ECPoint;

/// A key of P-256 (FIPS 186-5): ECDSA.
public final class P256 implements SigningKey {
  private static final ShortCurve CURVE = ShortCurve.P256;

  private final Secret scalar;
  private final ECPoint point;
  private final PublicKey publicKey;

  /// @param scalar 32 bytes that are known to be one; the key owns it from now on
  P256(Secret scalar) {
    this.scalar = scalar;
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
  public Bytes sign(SigningItem item) throws UnsignableException {
    byte[] digest = item.data().toByteArray();
    if (item.scheme() != Scheme.ECDSA
        || item.taprootTweak().isPresent()
        || digest.length != ShortCurve.SCALAR) {
      throw new UnsignableException("a P-256 key signs digests of 32 bytes by ECDSA");
    }
    return scalar.use(
        bytes -> Bytes.copyOf(Ecdsa.sign(CURVE, ShortCurve.number(bytes), point, digest)));
  }

  @Override
  public void close() {
    scalar.close();
  }
}
