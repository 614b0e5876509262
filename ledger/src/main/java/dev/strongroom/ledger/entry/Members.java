// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.entry;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.util.Optional;

/// Reads members of entries.
final class Members {
  private Members() {}

  /// Lower-case digits for so many bytes.
  static Bytes hex(JsonNode node, int length) throws MalformedJsonException {
    try {
      Bytes bytes = Bytes.fromHex(node.text());
      if (bytes.length() == length && bytes.hex().equals(node.text())) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    throw node.error(2 * length + " lower-case hexadecimal digits are needed");
  }

  /// A text that may be missing.
  static Optional<String> text(JsonNode node, String name) throws MalformedJsonException {
    Optional<JsonNode> member = node.optional(name);
    return member.isPresent() ? Optional.of(member.get().text()) : Optional.empty();
  }
}
