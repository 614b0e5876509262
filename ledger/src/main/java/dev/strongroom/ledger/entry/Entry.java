// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.entry;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.MalformedLedgerException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Something that was done, as it is entered: an object of JSON whose canonical bytes are what the
/// log commits to, with at least `kind` and `time`.
///
/// @param encoded canonical JSON
/// @param content the same, read; the order of its members means nothing
/// @param kind what was done, such as `proof`
/// @param time when, by the enclave's clock: a claim of the enclave's
public record Entry(Bytes encoded, JsonNode content, String kind, Instant time) {
  /// The longest, in bytes.
  public static final int MAX_LENGTH = 60_000;

  /// How many objects and lists can be within one another, so that a receipt around it can be read.
  public static final int MAX_DEPTH = 10;

  /// Makes an entry.
  ///
  /// @param members with `kind` and `time`, as [CanonicalJson#encode] takes them
  /// @throws MalformedLedgerException if it can't be one
  public static Entry of(Map<String, ?> members) throws MalformedLedgerException {
    try {
      String text = CanonicalJson.text(members);
      Bytes encoded = Bytes.utf8(text);
      checkLength(encoded);
      // It is canonical, having just been written so.
      return read(encoded, JsonNode.parse(text));
    } catch (IllegalArgumentException | MalformedJsonException e) {
      throw new MalformedLedgerException("the entry: " + e.getMessage());
    }
  }

  /// An entry that was read as a part of other JSON, in whatever form.
  ///
  /// @throws MalformedLedgerException if it can't be one
  public static Entry of(JsonNode content) throws MalformedLedgerException {
    try {
      content.names();
      return read(CanonicalJson.encode(content.value()), new JsonNode(content.value(), ""));
    } catch (IllegalArgumentException | MalformedJsonException e) {
      throw new MalformedLedgerException("the entry: " + e.getMessage());
    }
  }

  /// Reads an entry.
  ///
  /// @throws MalformedLedgerException if it isn't one, or isn't canonical
  public static Entry parse(Bytes encoded) throws MalformedLedgerException {
    // Before it is read, which takes longer.
    checkLength(encoded);
    try {
      return read(encoded, CanonicalJson.parse(encoded));
    } catch (MalformedJsonException e) {
      throw new MalformedLedgerException("the entry: " + e.getMessage());
    }
  }

  private static Entry read(Bytes encoded, JsonNode content)
      throws MalformedJsonException, MalformedLedgerException {
    checkLength(encoded);
    if (depth(content.value()) > MAX_DEPTH) {
      throw new MalformedLedgerException("an entry that is too deep");
    }
    return new Entry(
        encoded, content, content.member("kind").text(), Members.time(content.member("time")));
  }

  private static void checkLength(Bytes encoded) throws MalformedLedgerException {
    if (encoded.length() > MAX_LENGTH) {
      throw new MalformedLedgerException("an entry of " + encoded.length() + " bytes");
    }
  }

  private static int depth(Object value) {
    return switch (value) {
      case Map<?, ?> map -> 1 + map.values().stream().mapToInt(Entry::inner).max().orElse(0);
      case List<?> list -> 1 + list.stream().mapToInt(Entry::inner).max().orElse(0);
      default -> 0;
    };
  }

  private static int inner(@Nullable Object value) {
    return value == null ? 0 : depth(value);
  }

  /// The entry as JSON text.
  public String text() {
    return String.valueOf(encoded.asUtf8());
  }
}
