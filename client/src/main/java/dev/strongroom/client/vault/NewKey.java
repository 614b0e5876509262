// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.attestation.json.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A key that is to be born.
///
/// @param label a name for it; may be empty
/// @param policy what it may be used for
/// @param owners who may change that; empty for the caller alone
/// @param exportable whether its owners may have it out
/// @param share the caller's part, if it is to take one
public record NewKey(
    String label,
    JsonNode policy,
    Optional<Owners> owners,
    boolean exportable,
    Optional<CallerShare> share) {
  /// A key of the caller's alone that never leaves.
  public static NewKey of(String label, JsonNode policy) {
    return new NewKey(label, policy, Optional.empty(), false, Optional.empty());
  }

  Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    if (!label.isEmpty()) {
      members.put("label", label);
    }
    members.put("policy", policy.value());
    members.put("exportable", exportable);
    owners.ifPresent(value -> members.put("owners", value.members()));
    share.ifPresent(value -> members.put("share", value));
    return members;
  }
}
