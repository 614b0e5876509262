// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.mcp;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.client.vault.VaultReceipts.Judged;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Acts in few words: a whole receipt is of no use to a model.
final class ActText {
  private static final List<String> MEMBERS =
      List.of("n", "time", "kind", "act", "caller", "code", "message", "rule", "request");

  private ActText() {}

  /// Where a receipt's entry is.
  static Map<String, Object> place(Judged receipt) {
    return Map.of(
        "log", receipt.verdict().origin(),
        "number", receipt.verdict().index(),
        "verified", true,
        "simulated", receipt.verdict().simulated());
  }

  /// What was done, by whom, how it ended.
  static Map<String, Object> act(Judged receipt) throws MalformedJsonException {
    JsonNode entry = receipt.receipt().entry().content();
    Map<String, Object> act = new LinkedHashMap<>();
    for (String name : MEMBERS) {
      Optional<JsonNode> member = entry.optional(name);
      member.ifPresent(value -> act.put(name, value.value()));
    }
    act.put("receipt", place(receipt));
    return act;
  }
}
