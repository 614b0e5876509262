// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.vault.key.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What somebody asked for.
///
/// @param caller who
/// @param act what, such as `sign`
/// @param key id of the key that it is about
/// @param body of the request
/// @param request the id that it has, so that it isn't done twice
/// @param digest SHA-256 of act, key and body without what may differ when it is asked again,
///   hexadecimal digits
record Asked(
    Caller caller, String act, String key, JsonNode body, Optional<String> request, String digest) {
  /// Reads a request.
  ///
  /// @throws MalformedJsonException also if a value has no canonical form: a number beyond 53 bits,
  ///   or text that isn't Unicode
  static Asked of(Caller caller, String act, String key, JsonNode body)
      throws MalformedJsonException {
    Map<String, Object> members = new HashMap<>();
    for (String name : body.names()) {
      // What the user adds is secret, and has no place in an entry, not even as a digest.
      if (!name.equals("request") && !name.equals("share") && !name.equals("receipt")) {
        members.put(name, body.member(name).value());
      }
    }
    return new Asked(caller, act, key, body, Json.request(body), digest(act, key, members));
  }

  private static String digest(String act, String key, Map<String, Object> members)
      throws MalformedJsonException {
    try {
      return Json.digest(Map.of("act", act, "key", key, "body", members));
    } catch (IllegalArgumentException e) {
      throw new MalformedJsonException("", String.valueOf(e.getMessage()));
    }
  }

  /// What its entry begins with.
  Map<String, Object> members(Kind kind) {
    Map<String, Object> members = new HashMap<>();
    members.put("kind", kind.code());
    members.put("act", act);
    members.put("caller", caller.stored());
    members.put("digest", digest);
    return members;
  }

  /// The same, of something that isn't to be done twice.
  Map<String, Object> doing(Kind kind) {
    Map<String, Object> members = members(kind);
    request.ifPresent(id -> members.put("request", id));
    return members;
  }
}
