// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import java.security.Key;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.spec.NamedParameterSpec;
import java.util.Optional;

/// How results are signed. The key decides; what a token says of itself has to agree.
public enum TokenAlgorithm {
  /// ECDSA over P-256 with SHA-256 (RFC 7518, 3.4; RFC 9053, 2.1).
  ES256("ES256", -7, "SHA256withECDSAinP1363Format"),
  /// Ed25519 (RFC 8037, 3.1; RFC 9053, 2.2).
  EDDSA("EdDSA", -8, "Ed25519");

  /// Bytes of a signature of either.
  static final int SIGNATURE = 64;

  private static final int P256_BITS = 256;

  private final String jose;
  private final int cose;
  private final String jca;

  TokenAlgorithm(String jose, int cose, String jca) {
    this.jose = jose;
    this.cose = cose;
    this.jca = jca;
  }

  /// Its name in a JWT.
  public String jose() {
    return jose;
  }

  /// Its number in a CWT.
  public int cose() {
    return cose;
  }

  String jca() {
    return jca;
  }

  /// The one that a key is for; empty for keys of other sorts.
  public static Optional<TokenAlgorithm> of(Key key) {
    if (key instanceof EdECKey ed
        && ed.getParams().getName().equals(NamedParameterSpec.ED25519.getName())) {
      return Optional.of(EDDSA);
    }
    return key instanceof ECKey ec
            && ec.getParams().getOrder().bitLength() == P256_BITS
            && ec.getParams().toString().contains("secp256r1")
        ? Optional.of(ES256)
        : Optional.empty();
  }
}
