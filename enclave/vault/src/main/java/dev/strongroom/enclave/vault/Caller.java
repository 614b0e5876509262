// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.policy.Principal;
import java.util.Map;

/// Who signed a request. Whether that key acts for somebody else, a key's sessions tell.
///
/// @param principal who it is by itself
/// @param method how that was found out, such as `signature` or `passkey`
/// @param keyId that signed: `CURVE:HEX`, or a passkey's credential
/// @param claims what else was said
record Caller(Principal principal, String method, String keyId, Map<String, Object> claims) {
  /// Copies the map.
  Caller {
    claims = Map.copyOf(claims);
  }

  /// As entries have it.
  Map<String, Object> stored() {
    return Map.of(
        "principal", principal.toString(), "method", method, "key", keyId, "claims", claims);
  }
}
