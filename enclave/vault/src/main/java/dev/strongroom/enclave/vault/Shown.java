// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.enclave.vault.key.KeyContent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a key looks like in answers.
final class Shown {
  private Shown() {}

  /// A key.
  ///
  /// @param entries how many its dossier has
  static Map<String, Object> key(KeyContent key, long entries) {
    Map<String, Object> shown = new HashMap<>(key.born());
    shown.put("status", key.status().code());
    shown.put("version", key.version());
    List<Object> sessions = new ArrayList<>();
    key.sessions()
        .values()
        .forEach(session ->
            sessions.add(
                Map.of(
                    "publicKey", session.publicKey(),
                    "principal", session.principal().toString(),
                    "expires", session.expires().toString(),
                    "administers", session.administers(),
                    "revoked", session.revoked(),
                    "scope", session.scope())));
    shown.put("sessions", sessions);
    Map<String, Object> proposals = new HashMap<>();
    key.proposals().forEach((id, proposal) -> proposals.put(id, proposal.stored()));
    shown.put("proposals", proposals);
    shown.put("entries", entries);
    return shown;
  }
}
