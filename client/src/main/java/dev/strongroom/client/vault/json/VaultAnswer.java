// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault.json;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.client.notary.UnusableAnswerException;
import java.util.Optional;

/// What a vault answered, if it did not refuse.
///
/// @param status of HTTP: 200, 201, or 202 where approvals are needed first
/// @param body an object
public record VaultAnswer(int status, JsonNode body) {
  private static final int ACCEPTED = 202;

  /// Whether nothing was done yet, since approvals are missing.
  public boolean pending() {
    return status == ACCEPTED;
  }

  /// The member `name`.
  ///
  /// @throws UnusableAnswerException if it is missing
  public JsonNode member(String name) throws UnusableAnswerException {
    return optional(name)
        .orElseThrow(() -> new UnusableAnswerException("\"" + name + "\" is missing"));
  }

  /// The member `name`, if it is there.
  ///
  /// @throws UnusableAnswerException if the answer isn't an object
  public Optional<JsonNode> optional(String name) throws UnusableAnswerException {
    try {
      return body.optional(name);
    } catch (MalformedJsonException e) {
      throw new UnusableAnswerException(String.valueOf(e.getMessage()));
    }
  }
}
