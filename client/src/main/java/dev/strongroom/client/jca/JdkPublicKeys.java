// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.jca;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.PublicKey;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import org.bouncycastle.crypto.ec.CustomNamedCurves;

/// Public keys as the JDK's providers know them.
public final class JdkPublicKeys {
  /// SubjectPublicKeyInfo of Ed25519 (RFC 8410, section 4) up to the key.
  private static final byte[] ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");

  private JdkPublicKeys() {}

  /// The key for verification by the JDK.
  ///
  /// @throws GeneralSecurityException if it is no point of its curve, or of secp256k1, which the
  ///   JDK doesn't have
  public static java.security.PublicKey of(PublicKey key) throws GeneralSecurityException {
    return switch (key.curve()) {
      case ED25519 -> {
        byte[] raw = key.encoded().toByteArray();
        byte[] encoded = new byte[ED25519.length + raw.length];
        System.arraycopy(ED25519, 0, encoded, 0, ED25519.length);
        System.arraycopy(raw, 0, encoded, ED25519.length, raw.length);
        yield KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
      }
      case P256 -> p256(key.encoded());
      case SECP256K1 -> throw new GeneralSecurityException("the JDK doesn't have secp256k1");
    };
  }

  private static java.security.PublicKey p256(Bytes compressed) throws GeneralSecurityException {
    org.bouncycastle.math.ec.ECPoint point;
    try {
      point =
          CustomNamedCurves.getByName("secp256r1")
              .getCurve()
              .decodePoint(compressed.toByteArray())
              .normalize();
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("no point of P-256", e);
    }
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec("secp256r1"));
    return KeyFactory.getInstance("EC")
        .generatePublic(
            new ECPublicKeySpec(
                new ECPoint(
                    point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger()),
                parameters.getParameterSpec(ECParameterSpec.class)));
  }
}
