// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.signature;

import java.util.Optional;

/// How requests are signed, by the parameter `alg` (RFC 9421, section 6.2).
public enum RequestAlgorithm {
  /// RFC 9421, section 3.3.6.
  ED25519("ed25519", "ed25519"),
  /// RFC 9421, section 3.3.4.
  P256("ecdsa-p256-sha256", "p256"),
  /// As section 3.3.4, but on secp256k1. A name of ours: there is none in the registry.
  SECP256K1("ecdsa-secp256k1-sha256", "secp256k1"),
  /// By a passkey, whose challenge is the SHA-256 of the signature base. A name of ours: there is
  /// no `Signature` then, but the header `strongroom-passkey`.
  WEBAUTHN("webauthn", "");

  private final String code;
  private final String curve;

  RequestAlgorithm(String code, String curve) {
    this.code = code;
    this.curve = curve;
  }

  /// Its name in `alg`.
  public String code() {
    return code;
  }

  /// Its curve's name in front of a key: `ed25519`, `p256`, `secp256k1`; empty for passkeys.
  public String curve() {
    return curve;
  }

  /// The algorithm of this name.
  public static Optional<RequestAlgorithm> of(String code) {
    for (RequestAlgorithm algorithm : values()) {
      if (algorithm.code.equals(code)) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }
}
