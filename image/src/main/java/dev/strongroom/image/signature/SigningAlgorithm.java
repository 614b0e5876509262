// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.signature;

import dev.strongroom.attestation.Bytes;
import java.security.AlgorithmParameters;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.InvalidParameterSpecException;
import java.util.Optional;

/// What images are signed with: ECDSA (RFC 9053, 2.1), each algorithm with its own curve.
public enum SigningAlgorithm {
  /// P-256 with SHA-256.
  ES256("a10126", "secp256r1", "SHA-256", 32),
  /// P-384 with SHA-384.
  ES384("a1013822", "secp384r1", "SHA-384", 48),
  /// P-521 with SHA-512.
  ES512("a1013823", "secp521r1", "SHA-512", 66);

  private final String protectedHeader;
  private final String curve;
  private final String digest;
  private final int width;

  SigningAlgorithm(String protectedHeader, String curve, String digest, int width) {
    this.protectedHeader = protectedHeader;
    this.curve = curve;
    this.digest = digest;
    this.width = width;
  }

  /// The algorithm for a key's curve, if there is one.
  public static Optional<SigningAlgorithm> of(PublicKey key) {
    if (key instanceof ECPublicKey ec) {
      for (SigningAlgorithm algorithm : values()) {
        if (algorithm.isCurveOf(ec.getParams())) {
          return Optional.of(algorithm);
        }
      }
    }
    return Optional.empty();
  }

  /// The COSE header that names it and nothing else, serialised.
  Bytes protectedHeader() {
    return Bytes.fromHex(protectedHeader);
  }

  /// How many bytes `r` and `s` have each in a signature.
  public int width() {
    return width;
  }

  /// The JDK's name for verification of `r || s` over a message.
  public String verification() {
    return digest.replace("-", "") + "withECDSAinP1363Format";
  }

  /// The digest that is signed of a message.
  ///
  /// @param message in parts
  public Bytes digest(Bytes... message) {
    try {
      MessageDigest digesting = MessageDigest.getInstance(digest);
      for (Bytes part : message) {
        part.updateTo(digesting);
      }
      return Bytes.copyOf(digesting.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has " + digest, e);
    }
  }

  private boolean isCurveOf(ECParameterSpec parameters) {
    try {
      AlgorithmParameters named = AlgorithmParameters.getInstance("EC");
      named.init(new ECGenParameterSpec(curve));
      ECParameterSpec expected = named.getParameterSpec(ECParameterSpec.class);
      return expected.getCurve().equals(parameters.getCurve())
          && expected.getGenerator().equals(parameters.getGenerator())
          && expected.getOrder().equals(parameters.getOrder())
          && expected.getCofactor() == parameters.getCofactor();
    } catch (NoSuchAlgorithmException | InvalidParameterSpecException e) {
      throw new IllegalStateException("this Java runtime lacks " + curve + " (jdk.crypto.ec)", e);
    }
  }
}
