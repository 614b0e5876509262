// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.receipt;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.note.StrictBase64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Evidence of time or order beside the witnesses.
public sealed interface Anchor {
  /// What it is, as receipts name it.
  String kind();

  /// The anchor as part of a receipt.
  Map<String, Object> content();

  /// A time-stamp token (RFC 3161) over SHA-256 of the checkpoint's text, without signatures.
  ///
  /// @param token DER, not read here
  record Rfc3161(Bytes token) implements Anchor {
    private static final String KIND = "rfc3161";

    @Override
    public String kind() {
      return KIND;
    }

    @Override
    public Map<String, Object> content() {
      Map<String, Object> content = new LinkedHashMap<>();
      content.put("kind", KIND);
      content.put("token", StrictBase64.encode(token));
      return content;
    }
  }

  /// A row that a conditional write to DynamoDB left: a claim of whoever owns the table.
  ///
  /// @param table its name
  /// @param region of AWS
  /// @param item the row, canonical JSON
  record DynamoDb(String table, String region, String item) implements Anchor {
    private static final String KIND = "dynamodb";

    /// An anchor for a row.
    ///
    /// @param item as [CanonicalJson#text] takes it
    /// @throws IllegalArgumentException if it can't be written as JSON
    public static DynamoDb of(String table, String region, Map<String, ?> item) {
      return new DynamoDb(table, region, CanonicalJson.text(item));
    }

    @Override
    public String kind() {
      return KIND;
    }

    @Override
    public Map<String, Object> content() {
      Map<String, Object> content = new LinkedHashMap<>();
      content.put("kind", KIND);
      content.put("table", table);
      content.put("region", region);
      content.put("item", row());
      return content;
    }

    private Object row() {
      try {
        return CanonicalJson.parse(Bytes.utf8(item)).value();
      } catch (MalformedJsonException e) {
        throw new IllegalStateException("an item that isn't canonical JSON", e);
      }
    }
  }

  /// Reads an anchor.
  ///
  /// @throws MalformedJsonException if it isn't one
  /// @throws MalformedLedgerException if it holds something that isn't what it should be
  static Anchor parse(JsonNode node) throws MalformedJsonException, MalformedLedgerException {
    switch (node.member("kind").text()) {
      case Rfc3161.KIND -> {
        node.onlyMembers(Set.of("kind", "token"));
        return new Rfc3161(
            StrictBase64.decode(node.member("token").text(), node.place() + ".token"));
      }
      case DynamoDb.KIND -> {
        node.onlyMembers(Set.of("kind", "table", "region", "item"));
        node.member("item").names();
        try {
          return new DynamoDb(
              node.member("table").text(),
              node.member("region").text(),
              CanonicalJson.text(node.member("item").value()));
        } catch (IllegalArgumentException e) {
          throw node.member("item").error(String.valueOf(e.getMessage()));
        }
      }
      default -> throw node.member("kind").error("an anchor of no known kind");
    }
  }
}
