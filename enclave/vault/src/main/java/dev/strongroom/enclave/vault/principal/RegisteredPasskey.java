// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.policy.Principal;
import java.util.Map;
import java.util.Set;

/// A passkey as it is kept.
///
/// @param principal `RELYING-PARTY:CREDENTIAL`
/// @param credential the attested credential data (WebAuthn level 3, section 6.5.1): AAGUID (16),
///   the id's length (2), the id, the public key (COSE)
/// @param userHandle whose it is to the relying party: 1 to 64 bytes
/// @param counter as of its last use; 0 if it never counts
/// @param backupEligible whether it may be copied to other devices
/// @param backedUp whether it is
/// @param format of its attestation, such as `packed`
/// @param attestation what that was worth
public record RegisteredPasskey(
    Principal principal,
    Bytes credential,
    Bytes userHandle,
    long counter,
    boolean backupEligible,
    boolean backedUp,
    String format,
    PasskeyAttestation attestation) {
  private static final int AAGUID = 16;
  private static final int HEAD = AAGUID + 2;
  private static final int LONGEST = 4096;
  private static final int LONGEST_HANDLE = 64;
  private static final long MOST = 0xffff_ffffL;

  /// Checks the lengths.
  ///
  /// @throws IllegalArgumentException if they don't fit
  public RegisteredPasskey {
    if (credential.length() <= HEAD
        || credential.length() > LONGEST
        || credential.length() <= HEAD + idLength(credential)
        || userHandle.isEmpty()
        || userHandle.length() > LONGEST_HANDLE
        || counter < 0
        || counter > MOST) {
      throw new IllegalArgumentException("not a passkey");
    }
  }

  private static int idLength(Bytes credential) {
    return (credential.at(AAGUID) << 8) + credential.at(AAGUID + 1);
  }

  /// The credential's id.
  public Bytes id() {
    return credential.slice(HEAD, HEAD + idLength(credential));
  }

  /// The credential's id as requests name it: base64url.
  public String keyId() {
    return Encodings.base64Url(id());
  }

  /// The kind of authenticator, as 32 hexadecimal digits; zeros if it doesn't say.
  public String aaguid() {
    return credential.slice(0, AAGUID).hex();
  }

  /// The same passkey after a use.
  RegisteredPasskey used(long newCounter, boolean nowBackedUp) {
    return new RegisteredPasskey(
        principal,
        credential,
        userHandle,
        newCounter,
        backupEligible,
        nowBackedUp,
        format,
        attestation);
  }

  /// As JSON, to be kept.
  public Bytes encoded() {
    return CanonicalJson.encode(
        Map.of(
            "version",
            1,
            "principal",
            principal.toString(),
            "credential",
            Encodings.base64Url(credential),
            "userHandle",
            Encodings.base64Url(userHandle),
            "counter",
            counter,
            "backupEligible",
            backupEligible,
            "backedUp",
            backedUp,
            "format",
            format,
            "attestation",
            attestation.code()));
  }

  /// Reads what [#encoded] wrote.
  ///
  /// @throws RefusedPrincipalException if it is anything else
  public static RegisteredPasskey parse(Bytes encoded) throws RefusedPrincipalException {
    try {
      JsonNode node = CanonicalJson.parse(encoded);
      node.onlyMembers(
          Set.of(
              "version",
              "principal",
              "credential",
              "userHandle",
              "counter",
              "backupEligible",
              "backedUp",
              "format",
              "attestation"));
      node.member("version").integer(1, 1);
      JsonNode counter = node.member("counter");
      JsonNode attestation = node.member("attestation");
      return new RegisteredPasskey(
          Principal.parse(node.member("principal").text()),
          Encodings.base64Url(node.member("credential").text(), LONGEST),
          Encodings.base64Url(node.member("userHandle").text(), LONGEST_HANDLE),
          counter.value() instanceof Long count ? count : -1,
          node.member("backupEligible").flag(),
          node.member("backedUp").flag(),
          node.member("format").text(),
          PasskeyAttestation.of(attestation.text())
              .orElseThrow(() -> attestation.error("unknown")));
    } catch (MalformedJsonException e) {
      throw Encodings.malformed(e);
    } catch (IllegalArgumentException e) {
      throw RefusedPrincipalException.malformed("not a passkey");
    }
  }
}
