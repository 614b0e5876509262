// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
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
  /// @throws UnusableVaultAnswerException if it is missing
  public JsonNode member(String name) throws UnusableVaultAnswerException {
    return optional(name)
        .orElseThrow(() -> new UnusableVaultAnswerException("\"" + name + "\" is missing"));
  }

  /// The member `name`, if it is there.
  ///
  /// @throws UnusableVaultAnswerException if the answer isn't an object
  public Optional<JsonNode> optional(String name) throws UnusableVaultAnswerException {
    try {
      return body.optional(name);
    } catch (MalformedJsonException e) {
      throw new UnusableVaultAnswerException(String.valueOf(e.getMessage()));
    }
  }
}
