// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.signature.RequestPublicKey;
import java.time.Instant;
import java.util.Map;

/// A session that is to be opened.
///
/// @param publicKey whose it is
/// @param scope what it may: a policy, or `forms` with `chains`, `to`, `amount`, `uses`
/// @param expires when it ends
public record SessionRequest(RequestPublicKey publicKey, JsonNode scope, Instant expires) {
  Map<String, Object> members() {
    return Map.of(
        "publicKey", publicKey.id(), "scope", scope.value(), "expires", expires.toString());
  }
}
