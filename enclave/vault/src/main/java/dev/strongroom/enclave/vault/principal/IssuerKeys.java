// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The keys of an issuer (RFC 7517, section 5).
///
/// @param keys those that ID tokens here may be signed with, each id once
public record IssuerKeys(List<IssuerKey> keys) {
  private static final int MOST = 64;

  /// Copies the list.
  public IssuerKeys {
    keys = List.copyOf(keys);
  }

  /// Reads keys from the settings: nothing but keys, and each of them usable.
  static IssuerKeys pinned(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(Set.of("keys"));
    IssuerKeys keys = parse(node);
    if (keys.keys.size() != node.member("keys").items().size()) {
      throw node.error("a key that no ID token can be signed with");
    }
    return keys;
  }

  /// Reads what an issuer publishes; keys for something else are passed over.
  ///
  /// @throws RefusedPrincipalException if it isn't a set of keys
  static IssuerKeys fetched(Bytes json) throws RefusedPrincipalException {
    try {
      return parse(Encodings.json(json));
    } catch (MalformedJsonException e) {
      throw Encodings.malformed(e);
    }
  }

  private static IssuerKeys parse(JsonNode node) throws MalformedJsonException {
    List<IssuerKey> keys = new ArrayList<>();
    for (JsonNode item : node.member("keys").items()) {
      Optional<IssuerKey> key = IssuerKey.parse(item);
      if (key.isPresent()) {
        String id = key.get().id();
        if (keys.size() == MOST || keys.stream().anyMatch(other -> other.id().equals(id))) {
          throw item.error("a key's id comes twice, or there are too many");
        }
        keys.add(key.get());
      }
    }
    return new IssuerKeys(keys);
  }

  Optional<IssuerKey> find(String id) {
    return keys.stream().filter(key -> key.id().equals(id)).findFirst();
  }
}
