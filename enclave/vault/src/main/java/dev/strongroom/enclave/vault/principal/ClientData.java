// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.util.Set;

/// What the browser says of a ceremony (WebAuthn level 3, section 5.8.1), compared letter by
/// letter. Browsers may add members, so others than these are passed over.
///
/// @param type `webauthn.create` or `webauthn.get`
/// @param challenge as base64url
/// @param origin of the page
/// @param crossOrigin whether the page was in a frame of another's
record ClientData(String type, String challenge, String origin, boolean crossOrigin) {

  static ClientData parse(Bytes json) throws RefusedPrincipalException {
    JsonNode node = Encodings.json(json);
    try {
      var framed = node.optional("crossOrigin");
      boolean crossOrigin = framed.isPresent() && framed.get().flag();
      return new ClientData(
          node.member("type").text(),
          node.member("challenge").text(),
          node.member("origin").text(),
          crossOrigin || node.optional("topOrigin").isPresent());
    } catch (MalformedJsonException e) {
      throw Encodings.malformed(e);
    }
  }

  void check(String expectedType, Bytes expectedChallenge, Set<String> origins)
      throws RefusedPrincipalException {
    if (!type.equals(expectedType)) {
      throw refusal(PrincipalRefusal.WRONG_TYPE, "made for another ceremony");
    }
    if (!challenge.equals(Encodings.base64Url(expectedChallenge))) {
      throw refusal(PrincipalRefusal.WRONG_CHALLENGE, "another challenge was signed");
    }
    if (!origins.contains(origin)) {
      throw refusal(PrincipalRefusal.WRONG_ORIGIN, "used at an origin that isn't allowed");
    }
    if (crossOrigin) {
      throw refusal(PrincipalRefusal.CROSS_ORIGIN, "used in a frame of another page");
    }
  }

  private static RefusedPrincipalException refusal(PrincipalRefusal refusal, String message) {
    return new RefusedPrincipalException(refusal, message);
  }
}
