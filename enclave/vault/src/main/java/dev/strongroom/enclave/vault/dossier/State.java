// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.dossier;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.entry.Entry;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/// How a dossier stands.
///
/// @param about what it is about, such as `key/…`
/// @param n how many entries it has
/// @param last SHA-256 of the last one; empty if there is none
/// @param content what follows from them
public record State(String about, long n, Bytes last, Content content) {
  private static final String ABOUT = "about";
  private static final String NUMBER = "n";
  private static final String PREVIOUS = "previous";

  /// A dossier without entries.
  ///
  /// @throws MalformedJsonException if there can be none
  public static State blank(String about, ContentReader reader) throws MalformedJsonException {
    return new State(about, 0, Bytes.EMPTY, reader.blank(about));
  }

  /// Whether nothing was entered yet.
  public boolean isBlank() {
    return n == 0;
  }

  /// The next entry: what happened, its number here, and what it follows.
  ///
  /// @param members with `kind`
  Entry entry(Map<String, ?> members, Instant time) throws MalformedLedgerException {
    Map<String, Object> all = new LinkedHashMap<>(members);
    all.put("time", time.truncatedTo(ChronoUnit.MILLIS).toString());
    all.put(ABOUT, about);
    all.put(NUMBER, n + 1);
    if (n > 0) {
      all.put(PREVIOUS, last.hex());
    }
    return Entry.of(all);
  }

  /// How it stands after the next entry.
  ///
  /// @throws MalformedJsonException if the entry isn't the next one
  State after(Entry entry) throws MalformedJsonException {
    JsonNode node = entry.content();
    String previous = n == 0 ? "" : last.hex();
    if (!node.member(ABOUT).text().equals(about)
        || number(entry) != n + 1
        || !node.optional(PREVIOUS).map(JsonNode::value).orElse("").equals(previous)) {
      throw node.error("an entry that doesn't follow the last one");
    }
    return new State(about, n + 1, sha256(entry.encoded()), content.after(entry));
  }

  /// Its number in its dossier.
  static long number(Entry entry) throws MalformedJsonException {
    if (entry.content().member(NUMBER).value() instanceof Long number && number > 0) {
      return number;
    }
    throw entry.content().error("a number is needed");
  }

  /// The state as it is kept.
  public Bytes encoded() {
    return CanonicalJson.encode(
        Map.of(ABOUT, about, NUMBER, n, "last", last.hex(), "content", content.stored()));
  }

  /// Reads what [#encoded] gave.
  ///
  /// @throws MalformedJsonException if it is anything else
  public static State decoded(Bytes encoded, ContentReader reader) throws MalformedJsonException {
    JsonNode node = CanonicalJson.parse(encoded);
    String about = node.member(ABOUT).text();
    try {
      if (node.member(NUMBER).value() instanceof Long n) {
        return new State(
            about,
            n,
            Bytes.fromHex(node.member("last").anyText()),
            reader.read(about, node.member("content")));
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    throw node.error("not a state");
  }

  private static Bytes sha256(Bytes bytes) {
    try {
      return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
