// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.dcap.DcapQuote;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A quote in JSON that the verifier needn't read as a whole: that of a virtual machine of Azure's
/// on TDX, or one of dstack's without its log.
final class BareQuote {
  private static final List<String> NAMES = List.of("td_quote", "tdQuote", "quote");

  private BareQuote() {}

  /// The quote; empty if these are other bytes, or what is there isn't known to be one.
  static Optional<Bytes> in(Bytes evidence) {
    if (evidence.isEmpty() || evidence.at(0) != '{') {
      return Optional.empty();
    }
    try {
      JsonNode whole = JsonNode.parseWithNulls(String.valueOf(evidence.asUtf8()));
      Set<String> names = whole.names();
      for (String name : NAMES) {
        Optional<JsonNode> quote = whole.optional(name);
        if (quote.isPresent() && !names.contains("event_log")) {
          return Optional.of(bytes(quote.get())).filter(DcapQuote::recognises);
        }
      }
    } catch (MalformedJsonException e) {
      // Whoever reads it next says so.
    }
    return Optional.empty();
  }

  /// Bytes as tools write them: a list of numbers, hexadecimal digits, or base64 of either
  /// alphabet.
  private static Bytes bytes(JsonNode node) throws MalformedJsonException {
    if (node.value() instanceof List<?>) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (JsonNode item : node.items()) {
        bytes.write(item.integer(0, 255));
      }
      return Bytes.copyOf(bytes.toByteArray());
    }
    String text = node.text();
    if (text.matches("[0-9a-fA-F]*") && text.length() % 2 == 0) {
      return Bytes.fromHex(text);
    }
    try {
      boolean url = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
      return Bytes.copyOf((url ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text));
    } catch (IllegalArgumentException e) {
      throw node.error("neither hexadecimal digits nor base64");
    }
  }
}
