// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.entry;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.MalformedLedgerException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Entries of kind `proof` that differ in their digest only: what a request about many digests
/// makes.
public final class ProofTemplate {
  /// The entries' kind.
  public static final String KIND = "proof";

  /// The one digest there is.
  public static final String ALGORITHM = "sha-256";

  /// The longest entry, in bytes: a receipt has room for it besides an epoch's evidence.
  public static final int MAX_LENGTH = 16 * 1024;

  private static final int DIGEST = 32;
  private static final String PLACE = "0".repeat(2 * DIGEST);

  private final JsonNode common;
  private final byte[] before;
  private final byte[] after;

  private ProofTemplate(JsonNode common, byte[] before, byte[] after) {
    this.common = common;
    this.before = before;
    this.after = after;
  }

  /// A template.
  ///
  /// @param common all members but `digest`, with `kind`, `time` and `algorithm`
  /// @throws MalformedLedgerException if they don't make a proof's entry
  public static ProofTemplate of(Map<String, ?> common) throws MalformedLedgerException {
    Map<String, Object> members = new HashMap<>(common);
    if (members.put("digest", PLACE) != null) {
      throw new MalformedLedgerException("a template for digests with a digest of its own");
    }
    Entry entry = Entry.of(members);
    ProofEntry.parse(entry);
    if (entry.encoded().length() > MAX_LENGTH) {
      throw new MalformedLedgerException(
          "a proof's entry of " + entry.encoded().length() + " bytes");
    }
    String text = entry.text();
    // Members before it may hold anything, also what looks like the place: it is counted, not
    // found.
    int at = place(members);
    return new ProofTemplate(
        detached(common),
        Bytes.utf8(text.substring(0, at)).toByteArray(),
        Bytes.utf8(text.substring(at + PLACE.length())).toByteArray());
  }

  private static JsonNode detached(Map<String, ?> common) throws MalformedLedgerException {
    try {
      return CanonicalJson.parse(CanonicalJson.encode(common));
    } catch (MalformedJsonException e) {
      throw new MalformedLedgerException("the entry: " + e.getMessage());
    }
  }

  private static int place(Map<String, Object> members) {
    Map<String, Object> upToDigest = new HashMap<>();
    members.forEach((name, value) -> {
      if (name.compareTo("digest") <= 0) {
        upToDigest.put(name, value);
      }
    });
    // Ends with the digest, a quote and the closing brace.
    return CanonicalJson.text(upToDigest).length() - PLACE.length() - 2;
  }

  /// The bytes of the entry for a digest.
  ///
  /// @param digest 32 bytes
  public Bytes entry(Bytes digest) {
    if (digest.length() != DIGEST) {
      throw new IllegalArgumentException("a digest of " + digest.length() + " bytes");
    }
    byte[] hex = Bytes.utf8(digest.hex()).toByteArray();
    return Bytes.copyOf(
        ByteBuffer.allocate(before.length + hex.length + after.length)
            .put(before)
            .put(hex)
            .put(after)
            .array());
  }

  /// All members but `digest`, as an object.
  public JsonNode common() {
    return common;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ProofTemplate template
        && template.common.value().equals(common.value());
  }

  @Override
  public int hashCode() {
    return common.value().hashCode();
  }

  @Override
  public String toString() {
    return CanonicalJson.text(common.value());
  }
}
