// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.custody;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.util.Base64;

/// Bytes in JSON: base64 (RFC 4648, section 4) with padding, or hexadecimal digits.
public final class JsonBytes {
  private JsonBytes() {}

  /// The text.
  public static String of(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /// Reads a text; the empty one isn't any.
  ///
  /// @throws MalformedJsonException if it isn't base64, or not as [#of] writes it
  public static Bytes read(JsonNode node) throws MalformedJsonException {
    String text = node.text();
    try {
      Bytes bytes = Bytes.copyOf(Base64.getDecoder().decode(text));
      if (of(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw node.error("base64 is needed");
  }

  /// Reads hexadecimal digits.
  ///
  /// @param length in bytes
  /// @throws MalformedJsonException if there are more, fewer, or others
  public static Bytes hex(JsonNode node, int length) throws MalformedJsonException {
    try {
      Bytes bytes = Bytes.fromHex(node.text());
      if (bytes.length() == length) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw node.error(2 * length + " hexadecimal digits are needed");
  }
}
