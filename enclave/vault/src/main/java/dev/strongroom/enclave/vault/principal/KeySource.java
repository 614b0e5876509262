// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

/// Where an issuer's keys come from.
interface KeySource {
  /// The key of this id.
  ///
  /// @throws RefusedPrincipalException `unknown-key`, or `keys-unavailable`
  IssuerKey find(String id) throws RefusedPrincipalException;

  /// Keys that the settings have.
  static KeySource pinned(IssuerKeys keys) {
    return id -> keys.find(id).orElseThrow(KeySource::unknown);
  }

  /// The refusal for a key that the issuer doesn't have.
  static RefusedPrincipalException unknown() {
    return new RefusedPrincipalException(
        PrincipalRefusal.UNKNOWN_KEY, "the issuer has no key of this id");
  }
}
