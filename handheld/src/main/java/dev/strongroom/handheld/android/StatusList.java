// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.android;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Google's list of attestation keys that it doesn't vouch for any more, as it is served (Android
/// Developers, "Verify hardware-backed key pairs with key attestation": certificate revocation
/// status list). It is neither signed nor dated: that it is Google's, and of when, is the word of
/// whoever fetched it.
public final class StatusList {
  private static final Pattern SERIAL = Pattern.compile("[0-9a-f]{1,64}");
  private static final Set<String> MEMBERS =
      Set.of("status", "reason", "comment", "expires", "comments");

  private final Map<BigInteger, String> entries;
  private final Instant fetched;

  private StatusList(Map<BigInteger, String> entries, Instant fetched) {
    this.entries = Map.copyOf(entries);
    this.fetched = fetched;
  }

  /// Reads a list.
  ///
  /// @param json as served
  /// @param fetched when it was
  /// @throws MalformedJsonException if it isn't one, or has 1 MiB and more
  public static StatusList parse(Bytes json, Instant fetched) throws MalformedJsonException {
    String text = json.asUtf8();
    if (text == null) {
      throw new MalformedJsonException("", "not UTF-8");
    }
    JsonNode list = JsonNode.parse(text);
    list.onlyMembers(Set.of("entries"));
    JsonNode entries = list.member("entries");
    Map<BigInteger, String> found = new HashMap<>();
    for (String serial : entries.names()) {
      JsonNode entry = entries.member(serial);
      if (!SERIAL.matcher(serial).matches()) {
        throw entry.error("not a serial number in lower-case hexadecimal digits");
      }
      entry.onlyMembers(MEMBERS);
      String status = entry.member("status").text();
      Optional<JsonNode> reason = entry.optional("reason");
      String words = reason.isPresent() ? status + ", " + reason.get().text() : status;
      if (found.put(new BigInteger(serial, 16), words) != null) {
        throw entry.error("a serial number that stood before");
      }
    }
    return new StatusList(found, fetched);
  }

  /// When it was fetched.
  public Instant fetched() {
    return fetched;
  }

  /// What it says of a certificate. Whatever is listed isn't vouched for: suspended or revoked, and
  /// also with a date, after which Google may drop the entry, not the key's weakness.
  ///
  /// @param serial the content of its INTEGER
  public Optional<String> statusOf(Bytes serial) {
    return Optional.ofNullable(entries.get(new BigInteger(1, serial.toByteArray())));
  }

  /// How many certificates it has.
  public int size() {
    return entries.size();
  }
}
