// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.key;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.vault.dossier.Content;
import dev.strongroom.ledger.entry.Entry;
import java.util.Map;

/// A key that isn't there yet.
public record Unborn() implements Content {
  @Override
  public Content after(Entry entry) throws MalformedJsonException {
    JsonNode kind = entry.content().member("kind");
    if (Stored.constant(kind, Kind.class) == Kind.KEY_BORN) {
      return KeyContent.newborn(entry.content().member("key"));
    }
    throw kind.error("a key begins with its birth");
  }

  @Override
  public Map<String, Object> stored() {
    return Map.of();
  }
}
