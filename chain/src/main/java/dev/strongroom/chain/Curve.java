// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain;

/// The curves whose keys sign.
public enum Curve {
  /// SEC 2, 2.4.1: Ethereum and Bitcoin.
  SECP256K1("secp256k1"),
  /// RFC 8032: Solana.
  ED25519("ed25519"),
  /// FIPS 186-5, P-256.
  P256("p256");

  private final String code;

  Curve(String code) {
    this.code = code;
  }

  /// Its name in JSON.
  public String code() {
    return code;
  }
}
