// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.vault.peers;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.enclave.vault.principal.Browser;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.util.Base64;

/// A passkey in a browser.
///
/// @param relyingParty whose
/// @param response what came of making it: the credential's `toJSON()`
record Passkey(Browser browser, String relyingParty, JsonNode response) {
  /// Makes one.
  ///
  /// @param options what the vault asks for
  static Passkey make(Browser browser, String relyingParty, JsonNode options) throws Exception {
    return new Passkey(
        browser, relyingParty, JsonNode.parse(browser.create(CanonicalJson.text(options.value()))));
  }

  /// The credential's id, base64url without padding.
  String id() throws Exception {
    return response.member("id").text();
  }

  /// An assertion with the user verified, as JSON.
  Bytes sign(Bytes challenge) throws Exception {
    return Bytes.utf8(
        browser.get(
            relyingParty,
            Base64.getUrlEncoder().withoutPadding().encodeToString(challenge.toByteArray()),
            "required"));
  }
}
