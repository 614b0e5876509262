// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import java.util.Optional;

/// What is known of the authenticator that a passkey is in (WebAuthn level 3, section 6.5.4).
public enum PasskeyAttestation {
  /// Its maker vouches for it, under a root of the settings.
  TRUSTED("trusted"),
  /// Somebody vouches for it, whom the settings don't have.
  UNKNOWN_ROOT("unknown-root"),
  /// It says so itself.
  SELF("self"),
  /// Nothing was said.
  NONE("none");

  private final String code;

  PasskeyAttestation(String code) {
    this.code = code;
  }

  /// Its name in JSON.
  public String code() {
    return code;
  }

  static Optional<PasskeyAttestation> of(String code) {
    for (PasskeyAttestation attestation : values()) {
      if (attestation.code.equals(code)) {
        return Optional.of(attestation);
      }
    }
    return Optional.empty();
  }
}
