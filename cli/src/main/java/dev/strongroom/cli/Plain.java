// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.client.vault.VaultAnswer;
import java.util.Map;
import java.util.TreeMap;

/// Answers that have something in them which isn't to be printed.
final class Plain {
  private Plain() {}

  /// The answer without a member.
  static VaultAnswer without(VaultAnswer answer, String name) {
    if (!(answer.body().value() instanceof Map<?, ?> members)) {
      return answer;
    }
    Map<String, Object> rest = new TreeMap<>();
    members.forEach((member, value) -> {
      if (!name.equals(member)) {
        rest.put(String.valueOf(member), value);
      }
    });
    return new VaultAnswer(answer.status(), new JsonNode(rest, ""));
  }
}
