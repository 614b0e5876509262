// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.util.ArrayList;
import java.util.List;

/// What one rule of a policy said to a request.
///
/// @param rule its name
/// @param applied whether it holds for this request
/// @param why the part that decided, with its values
public record Finding(String rule, boolean applied, String why) {
  /// The findings in a refusal or an explanation; none if it has no `findings`.
  ///
  /// @throws MalformedJsonException if they aren't a list of findings
  public static List<Finding> of(JsonNode node) throws MalformedJsonException {
    List<Finding> findings = new ArrayList<>();
    for (JsonNode item : AnswerJson.list(node, "findings")) {
      findings.add(
          new Finding(
              item.member("rule").anyText(),
              item.member("applied").flag(),
              item.member("why").anyText()));
    }
    return List.copyOf(findings);
  }
}
