// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.entry;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.MalformedLedgerException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;

/// Something that was done, as it is entered: an object of JSON whose canonical bytes are what the
/// log commits to, with at least `kind` and `time`.
///
/// @param encoded canonical JSON
/// @param content the same, read
/// @param kind what was done, such as `proof`
/// @param time when, by the enclave's clock: a claim of the enclave's
public record Entry(Bytes encoded, JsonNode content, String kind, Instant time) {
  /// The longest, in bytes.
  public static final int MAX_LENGTH = 60_000;

  /// Makes an entry.
  ///
  /// @param members with `kind` and `time`, as [CanonicalJson#encode] takes them
  /// @throws MalformedLedgerException if it can't be one
  public static Entry of(Map<String, ?> members) throws MalformedLedgerException {
    try {
      return parse(CanonicalJson.encode(members));
    } catch (IllegalArgumentException e) {
      throw new MalformedLedgerException("the entry: " + e.getMessage());
    }
  }

  /// Reads an entry.
  ///
  /// @throws MalformedLedgerException if it isn't one, or isn't canonical
  public static Entry parse(Bytes encoded) throws MalformedLedgerException {
    if (encoded.length() > MAX_LENGTH) {
      throw new MalformedLedgerException("an entry of " + encoded.length() + " bytes");
    }
    try {
      JsonNode content = CanonicalJson.parse(encoded);
      return new Entry(
          encoded, content, content.member("kind").text(), time(content.member("time")));
    } catch (MalformedJsonException e) {
      throw new MalformedLedgerException("the entry: " + e.getMessage());
    }
  }

  private static Instant time(JsonNode node) throws MalformedJsonException {
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

  /// The entry as JSON text.
  public String text() {
    return String.valueOf(encoded.asUtf8());
  }
}
