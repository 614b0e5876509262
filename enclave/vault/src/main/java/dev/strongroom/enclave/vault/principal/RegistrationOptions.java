// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.util.List;
import java.util.Map;

/// What a page asks a browser for, to make a passkey.
///
/// @param relyingParty its id, such as `example.com`
/// @param challenge 32 bytes
/// @param userHandle 1 to 64 bytes, nothing that says who it is
/// @param userName what the browser shows
public record RegistrationOptions(
    String relyingParty, Bytes challenge, Bytes userHandle, String userName) {
  private static final int CHALLENGE = 32;
  private static final int LONGEST_HANDLE = 64;

  /// Checks the lengths.
  ///
  /// @throws IllegalArgumentException if they don't fit
  public RegistrationOptions {
    if (challenge.length() != CHALLENGE
        || userHandle.isEmpty()
        || userHandle.length() > LONGEST_HANDLE
        || userName.isBlank()) {
      throw new IllegalArgumentException("a challenge of 32 bytes and a user are needed");
    }
  }

  /// For `PublicKeyCredential.parseCreationOptionsFromJSON` (WebAuthn level 3, section 5.1.8).
  public String json() {
    return CanonicalJson.text(
        Map.of(
            "rp", Map.of("id", relyingParty, "name", relyingParty),
            "user",
                Map.of(
                    "id",
                    Encodings.base64Url(userHandle),
                    "name",
                    userName,
                    "displayName",
                    userName),
            "challenge", Encodings.base64Url(challenge),
            "pubKeyCredParams",
                PasskeyAlgorithms.CODES.stream()
                    .map(code -> Map.of("type", "public-key", "alg", code))
                    .toList(),
            "attestation", "direct",
            "authenticatorSelection",
                Map.of(
                    "residentKey",
                    "required",
                    "requireResidentKey",
                    true,
                    "userVerification",
                    "required"),
            "excludeCredentials", List.of()));
  }
}
