// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.access;

import dev.strongroom.enclave.notary.NotaryException;
import dev.strongroom.enclave.notary.Submitted;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What an administrator's request did, which holds by now.
///
/// @param status of HTTP
/// @param members of the answer
/// @param entered the act, in the log for good; empty if nothing was changed
record Acted(int status, Map<String, Object> members, Optional<Submitted> entered) {
  Acted {
    members = Map.copyOf(members);
  }

  /// Something that was only looked at.
  static Acted nothing(Map<String, Object> members) {
    return new Acted(200, members, Optional.empty());
  }

  /// The answer, with the act's receipt once it is cosigned. What was done is told all the same if
  /// there is none: a key that holds by now is nowhere else.
  Response response() throws InterruptedException {
    Map<String, Object> all = new LinkedHashMap<>(members);
    if (entered.isPresent()) {
      try {
        all.put("receipt", entered.get().receipts().getFirst().content());
      } catch (NotaryException e) {
        all.put("noReceipt", e.refusal().code());
      }
    }
    return Response.json(status, CanonicalJson.text(all));
  }
}
