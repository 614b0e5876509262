// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.attestation.json.JsonNode;
import java.util.List;
import java.util.Optional;

/// What a vault would answer.
///
/// @param decision `allowed`, `approval-needed` or `refused`
/// @param rule that decides
/// @param code of the refusal
/// @param message of the refusal
/// @param findings what each rule says
/// @param facts the request as the policy sees it
public record Explanation(
    String decision,
    Optional<String> rule,
    Optional<String> code,
    Optional<String> message,
    List<Finding> findings,
    JsonNode facts) {
  /// Copies the list.
  public Explanation {
    findings = List.copyOf(findings);
  }
}
