// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.receipt.Receipt;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The pieces of which a vault's answers consist.
final class AnswerJson {
  private AnswerJson() {}

  /// The items of a list, which may be empty or missing.
  static List<JsonNode> list(JsonNode node, String name) throws MalformedJsonException {
    Optional<JsonNode> list = node.optional(name);
    return list.isEmpty() || list.get().value().equals(List.of()) ? List.of() : list.get().items();
  }

  static List<String> texts(JsonNode node, String name) throws MalformedJsonException {
    List<String> texts = new ArrayList<>();
    for (JsonNode item : list(node, name)) {
      texts.add(item.text());
    }
    return texts;
  }

  static Optional<String> text(JsonNode node, String name) throws MalformedJsonException {
    Optional<JsonNode> member = node.optional(name);
    return member.isPresent() ? Optional.of(member.get().anyText()) : Optional.empty();
  }

  /// Hexadecimal digits, lower case; may be none.
  static Bytes hex(JsonNode node) throws MalformedJsonException {
    try {
      Bytes bytes = Bytes.fromHex(node.anyText());
      if (bytes.hex().equals(node.anyText())) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw node.error("hexadecimal digits in lower case are needed");
  }

  static Instant time(JsonNode node) throws MalformedJsonException {
    try {
      return Instant.parse(node.text());
    } catch (DateTimeException e) {
      throw node.error("a time such as 2026-11-21T18:00:00Z is needed");
    }
  }

  /// A number that isn't negative.
  static long count(JsonNode node) throws MalformedJsonException {
    if (node.value() instanceof Long number && number >= 0) {
      return number;
    }
    throw node.error("a number is needed");
  }

  static Receipt receipt(JsonNode node) throws MalformedJsonException {
    try {
      node.names();
      return Receipt.parse(CanonicalJson.text(node.value()));
    } catch (MalformedLedgerException | IllegalArgumentException e) {
      throw node.error(String.valueOf(e.getMessage()));
    }
  }

  static Approvals approvals(String proposal, JsonNode node) throws MalformedJsonException {
    return new Approvals(
        proposal,
        node.member("needed").integer(1, Integer.MAX_VALUE),
        texts(node, "given"),
        texts(node, "approvers"),
        time(node.member("until")));
  }
}
