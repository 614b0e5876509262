// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import com.nimbusds.jose.JWSAlgorithm;
import java.util.Optional;

/// How an ID token may be signed (RFC 7518, section 3.1; RFC 8037, section 3.1). There is no `none`
/// here, and nothing with a shared secret.
enum IdTokenAlgorithm {
  RS256("RS256", "RSA"),
  PS256("PS256", "RSA"),
  ES256("ES256", "EC"),
  EDDSA("EdDSA", "OKP");

  private final String code;
  private final String keyType;

  IdTokenAlgorithm(String code, String keyType) {
    this.code = code;
    this.keyType = keyType;
  }

  JWSAlgorithm jose() {
    return JWSAlgorithm.parse(code);
  }

  /// The `kty` of its keys.
  String keyType() {
    return keyType;
  }

  /// Its name in `alg`.
  String code() {
    return code;
  }

  static Optional<IdTokenAlgorithm> of(String code) {
    for (IdTokenAlgorithm algorithm : values()) {
      if (algorithm.code.equals(code)) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }
}
