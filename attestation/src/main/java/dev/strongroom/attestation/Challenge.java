// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

import java.util.Optional;

/// What the relying party expects this very piece of evidence to be bound to. A value given here is
/// always compared; a value that the policy requires but that is missing here is a refusal.
///
/// @param nonce the relying party's own fresh random value
/// @param publicKey the key that the evidence must bind
/// @param userData the data that the evidence must bind; where a kind has one field of 64 bytes and
///   no other, what has to stand in it: 64 bytes, or fewer followed by zeros
public record Challenge(
    Optional<Bytes> nonce, Optional<Bytes> publicKey, Optional<Bytes> userData) {

  private static final Challenge NONE =
      new Challenge(Optional.empty(), Optional.empty(), Optional.empty());

  /// Expects nothing.
  public static Challenge none() {
    return NONE;
  }

  /// Expects `nonce`.
  public static Challenge ofNonce(Bytes nonce) {
    return NONE.withNonce(nonce);
  }

  /// The same, and `nonce`.
  public Challenge withNonce(Bytes value) {
    return new Challenge(Optional.of(value), publicKey, userData);
  }

  /// The same, and `publicKey`.
  public Challenge withPublicKey(Bytes value) {
    return new Challenge(nonce, Optional.of(value), userData);
  }

  /// The same, and `userData`.
  public Challenge withUserData(Bytes value) {
    return new Challenge(nonce, publicKey, Optional.of(value));
  }
}
