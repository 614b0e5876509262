// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.key;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.vault.dossier.Content;
import dev.strongroom.ledger.entry.Entry;
import java.util.Map;

/// Who was turned away at the door: refusals of requests that nobody known had made.
public record DoorContent() implements Content {
  @Override
  public Content after(Entry entry) throws MalformedJsonException {
    JsonNode kind = entry.content().member("kind");
    if (Stored.constant(kind, Kind.class) == Kind.REFUSAL) {
      return this;
    }
    throw kind.error("an entry of another kind of dossier");
  }

  @Override
  public Map<String, Object> stored() {
    return Map.of();
  }
}
