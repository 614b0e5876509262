// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.entry;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/// Reads members of entries, and of statements in them.
public final class Members {
  private Members() {}

  /// Lower-case digits for so many bytes.
  ///
  /// @throws MalformedJsonException if it is anything else
  public static Bytes hex(JsonNode node, int length) throws MalformedJsonException {
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

  /// An instant, as it prints itself.
  ///
  /// @throws MalformedJsonException if it is anything else
  public static Instant time(JsonNode node) throws MalformedJsonException {
    try {
      Instant time = Instant.parse(node.text());
      if (time.toString().equals(node.text())) {
        return time;
      }
    } catch (DateTimeException e) {
      // Refused below.
    }
    throw node.error("a time such as 2026-11-21T18:00:00Z is needed");
  }

  /// A whole number that isn't negative.
  ///
  /// @throws MalformedJsonException if it is anything else
  public static long number(JsonNode node) throws MalformedJsonException {
    if (node.value() instanceof Long number && number >= 0) {
      return number;
    }
    throw node.error("a whole number is needed");
  }

  /// A text that may be missing.
  static Optional<String> text(JsonNode node, String name) throws MalformedJsonException {
    Optional<JsonNode> member = node.optional(name);
    return member.isPresent() ? Optional.of(member.get().text()) : Optional.empty();
  }
}
