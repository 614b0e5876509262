// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.receipt.Receipt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A page of what was entered about a key: as the vault answers it, and as it is kept in files.
///
/// @param entries newest first
/// @param statement how many entries there are, entered when the first page was asked for; only
///   that page has it
public record HistoryPage(List<Receipt> entries, Optional<Receipt> statement) {
  /// Copies the list.
  public HistoryPage {
    entries = List.copyOf(entries);
  }

  /// Reads a page.
  ///
  /// @throws MalformedJsonException if it isn't one; also if it is longer than a mebibyte
  public static HistoryPage parse(String json) throws MalformedJsonException {
    return read(JsonNode.parse(json));
  }

  static HistoryPage read(JsonNode node) throws MalformedJsonException {
    List<Receipt> entries = new ArrayList<>();
    for (JsonNode item : AnswerJson.list(node, "entries")) {
      entries.add(AnswerJson.receipt(item));
    }
    Optional<JsonNode> statement = node.optional("statement");
    return new HistoryPage(
        entries,
        statement.isPresent()
            ? Optional.of(AnswerJson.receipt(statement.get()))
            : Optional.empty());
  }

  /// The page as JSON, which [#parse] reads.
  public String json() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("entries", entries.stream().map(Receipt::content).toList());
    statement.ifPresent(receipt -> members.put("statement", receipt.content()));
    return CanonicalJson.text(members);
  }

  /// Whether nothing is before this page: it is empty, or has the key's birth.
  boolean isEnd() {
    return entries.isEmpty()
        || Optional.of(1L).equals(DossierEntry.of(entries.getLast()).map(DossierEntry::number));
  }
}
