// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.custody;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;

/// Hexadecimal digits in JSON in one form only, so that a text has no second spelling.
final class LowerHex {
  private LowerHex() {}

  /// Reads lower-case digits.
  ///
  /// @param length in bytes
  /// @throws MalformedJsonException if there are more, fewer, or others
  static Bytes read(JsonNode node, int length) throws MalformedJsonException {
    Bytes bytes = JsonBytes.hex(node, length);
    if (!bytes.hex().equals(node.text())) {
      throw node.error("lower-case hexadecimal digits are needed");
    }
    return bytes;
  }
}
