// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.custody;

import java.util.Optional;

/// What kind of secret a vault's key is.
public enum KeyKind {
  /// A scalar of secp256k1, 32 bytes big-endian: signs by ECDSA and BIP-340.
  SECP256K1(1, "secp256k1", 32, 32),
  /// A private key of RFC 8032, 32 bytes: signs.
  ED25519(2, "ed25519", 32, 32),
  /// A scalar of P-256, 32 bytes big-endian: signs by ECDSA.
  P256(3, "p256", 32, 32),
  /// Entropy of BIP-39, 16 to 32 bytes, a multiple of four: keys derive from it by path.
  SEED(4, "seed", 16, 32),
  /// A private key of RFC 7748, 32 bytes: decrypts.
  X25519(5, "x25519", 32, 32),
  /// A key of HMAC-SHA-256, 16 to 128 bytes.
  HMAC(6, "hmac", 16, 128);

  private static final int WORDS_OF_BIP39 = 4;

  private final int number;
  private final String code;
  private final int least;
  private final int most;

  KeyKind(int number, String code, int least, int most) {
    this.number = number;
    this.code = code;
    this.least = least;
    this.most = most;
  }

  /// Its name in JSON.
  public String code() {
    return code;
  }

  /// Its number in bytes.
  int number() {
    return number;
  }

  /// Whether a secret of this kind may have so many bytes.
  boolean fits(int length) {
    return length >= least && length <= most && ((this != SEED) || (length % WORDS_OF_BIP39 == 0));
  }

  /// The kind of this name.
  public static Optional<KeyKind> of(String code) {
    for (KeyKind kind : values()) {
      if (kind.code.equals(code)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /// The kind of this number.
  static Optional<KeyKind> of(int number) {
    for (KeyKind kind : values()) {
      if (kind.number == number) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
