// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.settings;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.util.Optional;
import java.util.Set;

/// What the measured configuration says of histories, as `settings.inference.history`: users may
/// keep conversations here (`docs/conversations.md`).
///
/// @param embeddings the model that makes places of texts; empty: there are no collections to
///   search
public record HistorySettings(Optional<String> embeddings) {
  /// Reads the settings.
  ///
  /// @param models that there are
  /// @throws MalformedJsonException if they are none; says where and why
  static HistorySettings read(JsonNode node, Set<String> models) throws MalformedJsonException {
    node.onlyMembers(Set.of("embeddings"));
    Optional<JsonNode> model = node.optional("embeddings");
    if (model.isEmpty()) {
      return new HistorySettings(Optional.empty());
    }
    if (!models.contains(model.get().text())) {
      throw model.get().error("there is no such model");
    }
    return new HistorySettings(Optional.of(model.get().text()));
  }
}
