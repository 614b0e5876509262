// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.key;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.vault.dossier.Content;
import dev.strongroom.ledger.entry.Entry;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What follows from all that was entered about somebody.
///
/// @param keys how many keys were born for them
/// @param passkey what is known of their passkey, as JSON, if that is what they are
public record OwnerContent(long keys, Optional<Map<String, Object>> passkey) implements Content {
  /// Somebody who was never seen.
  public static final OwnerContent STRANGER = new OwnerContent(0, Optional.empty());

  /// Copies the map.
  public OwnerContent {
    passkey = passkey.map(Map::copyOf);
  }

  @Override
  public Content after(Entry entry) throws MalformedJsonException {
    JsonNode node = entry.content();
    return switch (Stored.constant(node.member("kind"), Kind.class)) {
      case KEY_OWNED -> new OwnerContent(keys + 1, passkey);
      case PASSKEY_REGISTERED, PASSKEY_USED ->
          new OwnerContent(keys, Optional.of(members(node.member("passkey"))));
      case REFUSAL -> this;
      default -> throw node.error("an entry of another kind of dossier");
    };
  }

  private static Map<String, Object> members(JsonNode node) throws MalformedJsonException {
    Map<String, Object> members = new HashMap<>();
    for (String name : node.names()) {
      members.put(name, node.member(name).value());
    }
    return members;
  }

  @Override
  public Map<String, Object> stored() {
    Map<String, Object> members = new HashMap<>();
    members.put("keys", keys);
    passkey.ifPresent(known -> members.put("passkey", known));
    return members;
  }

  static OwnerContent read(JsonNode node) throws MalformedJsonException {
    Optional<JsonNode> passkey = node.optional("passkey");
    return new OwnerContent(
        Stored.number(node.member("keys")),
        passkey.isEmpty() ? Optional.empty() : Optional.of(members(passkey.get())));
  }
}
