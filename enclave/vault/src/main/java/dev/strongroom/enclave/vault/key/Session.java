// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.key;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.policy.Principal;
import dev.strongroom.policy.Usage;
import java.time.Instant;
import java.util.Map;

/// A key in somebody's browser or agent that may use one key of the vault for a while, within a
/// scope: a policy of its own, which has to allow what the key's policy allows.
///
/// @param publicKey `CURVE:HEX`, by which its requests are known
/// @param principal for whom it acts
/// @param method how that one was known when it was opened
/// @param administers whether it may also decide about the key, as its owner may
/// @param scope digest of the policy, hexadecimal digits
/// @param usage of that policy's limits
/// @param expires when it ends
/// @param revoked whether it was ended before
public record Session(
    String publicKey,
    Principal principal,
    String method,
    boolean administers,
    String scope,
    Usage usage,
    Instant expires,
    boolean revoked) {

  Session using(Usage now) {
    return new Session(publicKey, principal, method, administers, scope, now, expires, revoked);
  }

  Session ended() {
    return new Session(publicKey, principal, method, administers, scope, usage, expires, true);
  }

  /// As JSON.
  public Map<String, Object> stored() {
    return Map.of(
        "publicKey", publicKey,
        "principal", principal.toString(),
        "method", method,
        "administers", administers,
        "scope", scope,
        "usage", usage.encoded(),
        "expires", expires.toString(),
        "revoked", revoked);
  }

  static Session read(JsonNode node) throws MalformedJsonException {
    return new Session(
        node.member("publicKey").text(),
        Stored.principal(node.member("principal")),
        node.member("method").text(),
        node.member("administers").flag(),
        node.member("scope").text(),
        Usage.decode(node.member("usage")),
        Stored.instant(node.member("expires")),
        node.member("revoked").flag());
  }
}
