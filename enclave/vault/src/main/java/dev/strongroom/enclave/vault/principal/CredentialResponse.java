// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.util.Optional;

/// What `PublicKeyCredential.toJSON()` gives (WebAuthn level 3, sections 5.1.1 and 5.1.2), as far
/// as it matters: what isn't signed isn't read.
///
/// @param id the credential's
/// @param clientData JSON
/// @param attestationObject CBOR, of a registration
/// @param authenticatorData of an assertion
/// @param signature of an assertion
/// @param userHandle of an assertion
record CredentialResponse(
    Bytes id,
    Bytes clientData,
    Bytes attestationObject,
    Bytes authenticatorData,
    Bytes signature,
    Optional<Bytes> userHandle) {
  private static final int LONGEST = 128 << 10;
  private static final int LONGEST_ID = 1023;
  private static final int LONGEST_CLIENT_DATA = 8 << 10;
  private static final int LONGEST_ATTESTATION = 64 << 10;
  private static final int LONGEST_AUTHENTICATOR_DATA = 4 << 10;
  private static final int LONGEST_SIGNATURE = 1 << 10;
  private static final int LONGEST_HANDLE = 64;

  static CredentialResponse registration(Bytes json) throws RefusedPrincipalException {
    return parse(json, true);
  }

  static CredentialResponse assertion(Bytes json) throws RefusedPrincipalException {
    return parse(json, false);
  }

  private static CredentialResponse parse(Bytes json, boolean registration)
      throws RefusedPrincipalException {
    if (json.length() > LONGEST) {
      throw RefusedPrincipalException.malformed("a response of more than " + LONGEST + " bytes");
    }
    JsonNode node = Encodings.json(json);
    try {
      String id = node.member("id").text();
      if (!node.member("type").text().equals("public-key")
          || !node.member("rawId").text().equals(id)) {
        throw RefusedPrincipalException.malformed("not a credential of type public-key");
      }
      JsonNode response = node.member("response");
      var handle = response.optional("userHandle");
      return new CredentialResponse(
          Encodings.base64Url(id, LONGEST_ID),
          bytes(response, "clientDataJSON", LONGEST_CLIENT_DATA),
          registration ? bytes(response, "attestationObject", LONGEST_ATTESTATION) : Bytes.EMPTY,
          registration
              ? Bytes.EMPTY
              : bytes(response, "authenticatorData", LONGEST_AUTHENTICATOR_DATA),
          registration ? Bytes.EMPTY : bytes(response, "signature", LONGEST_SIGNATURE),
          registration || handle.isEmpty()
              ? Optional.empty()
              : Optional.of(Encodings.base64Url(handle.get().anyText(), LONGEST_HANDLE)));
    } catch (MalformedJsonException e) {
      throw Encodings.malformed(e);
    }
  }

  private static Bytes bytes(JsonNode node, String name, int most)
      throws RefusedPrincipalException, MalformedJsonException {
    return Encodings.base64Url(node.member(name).text(), most);
  }
}
