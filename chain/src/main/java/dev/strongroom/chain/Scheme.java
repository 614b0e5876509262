// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain;

/// How something is signed, and what the signature looks like.
public enum Scheme {
  /// ECDSA over a digest of 32 bytes, nonce by RFC 6979, low s: r, s and the recovery id (0 or 1),
  /// 65 bytes. Of secp256k1 and P-256.
  ECDSA,
  /// BIP-340 over a digest of 32 bytes: 64 bytes. Of secp256k1.
  SCHNORR,
  /// RFC 8032, pure Ed25519 over a message: 64 bytes.
  ED25519
}
