// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.signature;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.SigningKey;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// The public key of somebody who signs requests.
///
/// @param algorithm any but `webauthn`
/// @param encoded 32 bytes for Ed25519 (RFC 8032, section 5.1.2), else a compressed point of 33
///   bytes (SEC 1, section 2.3.3)
public record RequestPublicKey(RequestAlgorithm algorithm, Bytes encoded) {
  /// Checks that it is a point, and one that a key can have.
  ///
  /// @throws IllegalArgumentException if it isn't
  public RequestPublicKey {
    boolean good =
        switch (algorithm) {
          case ED25519 ->
              encoded.length() == Ed25519.PUBLIC_KEY_SIZE
                  && Ed25519.validatePublicKeyFull(encoded.toByteArray(), 0);
          case P256, SECP256K1 -> EllipticCurves.isPoint(algorithm, encoded);
          case WEBAUTHN -> false;
        };
    if (!good) {
      throw new IllegalArgumentException("not a public key for " + algorithm.code());
    }
  }

  /// Reads `CURVE:HEX`, the key's id in requests.
  ///
  /// @throws IllegalArgumentException if it is anything else
  public static RequestPublicKey parse(String id) {
    for (RequestAlgorithm algorithm : RequestAlgorithm.values()) {
      String prefix = algorithm.curve() + ":";
      if (!algorithm.curve().isEmpty() && id.startsWith(prefix)) {
        Bytes encoded = Bytes.fromHex(id.substring(prefix.length()));
        RequestPublicKey key = new RequestPublicKey(algorithm, encoded);
        if (key.id().equals(id)) {
          return key;
        }
      }
    }
    throw new IllegalArgumentException("CURVE:HEX in lower case is needed");
  }

  /// The key's id in requests: `CURVE:HEX`, such as `ed25519:d75a98…`.
  public String id() {
    return algorithm.curve() + ":" + encoded.hex();
  }

  /// Whether `signature` is this key's over `message`; false for anything badly formed.
  public boolean verifies(Bytes message, Bytes signature) {
    return switch (algorithm) {
      case ED25519 -> SigningKey.verifies(encoded, message.toByteArray(), signature);
      case P256, SECP256K1 -> EllipticCurves.verifies(algorithm, encoded, message, signature);
      case WEBAUTHN -> false;
    };
  }
}
