// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.access;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// A key as it is stored, sealed. The key itself isn't in it: a salted digest is.
///
/// @param id what the key begins with
/// @param salt 16 bytes
/// @param digest of salt and secret
/// @param rules what it may do
/// @param revoked whether it isn't taken any more
/// @param requests that were let in
/// @param used for good
/// @param reserved for requests under way; of an earlier boot: used
/// @param windows of each span the number of the latest, and how many requests it saw
record KeyRecord(
    String id,
    Bytes salt,
    Bytes digest,
    KeyRules rules,
    boolean revoked,
    long requests,
    Cost used,
    Cost reserved,
    Map<Span, Window> windows) {
  private static final Set<String> MEMBERS =
      Set.of("id", "salt", "digest", "rules", "revoked", "requests", "used", "reserved", "windows");

  /// Requests in one span of time.
  ///
  /// @param number of the span
  /// @param count of requests
  record Window(long number, long count) {}

  KeyRecord {
    windows = Map.copyOf(windows);
  }

  KeyRecord withRevoked() {
    return new KeyRecord(id, salt, digest, rules, true, requests, used, reserved, windows);
  }

  KeyRecord with(long nextRequests, Cost nextUsed, Cost nextReserved, Map<Span, Window> next) {
    return new KeyRecord(
        id, salt, digest, rules, revoked, nextRequests, nextUsed, nextReserved, next);
  }

  /// What was used, as administrators see it.
  Map<String, Object> shown() {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("id", id);
    shown.put("rules", rules.members());
    shown.put("revoked", revoked);
    shown.put("requests", requests);
    shown.put("used", cost(used));
    shown.put("reserved", cost(reserved));
    return shown;
  }

  Bytes encoded() {
    Map<String, Object> members = new LinkedHashMap<>(shown());
    members.put("salt", salt.hex());
    members.put("digest", digest.hex());
    Map<String, Object> spans = new HashMap<>();
    windows.forEach((span, window) ->
        spans.put(span.label(), Map.of("number", window.number(), "count", window.count())));
    members.put("windows", spans);
    return CanonicalJson.encode(members);
  }

  /// Reads what [#encoded] wrote.
  ///
  /// @throws MalformedJsonException if it didn't
  static KeyRecord parse(Bytes encoded) throws MalformedJsonException {
    JsonNode node = CanonicalJson.parse(encoded);
    node.onlyMembers(MEMBERS);
    Map<Span, Window> windows = new HashMap<>();
    for (Span span : Span.values()) {
      if (node.member("windows").optional(span.label()).isPresent()) {
        JsonNode window = node.member("windows").member(span.label());
        windows.put(
            span, new Window(number(window.member("number")), number(window.member("count"))));
      }
    }
    return new KeyRecord(
        node.member("id").text(),
        Bytes.fromHex(node.member("salt").text()),
        Bytes.fromHex(node.member("digest").text()),
        KeyRules.read(node.member("rules"), _ -> true, _ -> true),
        node.member("revoked").flag(),
        number(node.member("requests")),
        cost(node.member("used")),
        cost(node.member("reserved")),
        windows);
  }

  private static Map<String, Object> cost(Cost cost) {
    return Map.of("tokens", cost.tokens(), "money", cost.money());
  }

  private static Cost cost(JsonNode node) throws MalformedJsonException {
    return new Cost(number(node.member("tokens")), number(node.member("money")));
  }

  private static long number(JsonNode node) throws MalformedJsonException {
    if (node.value() instanceof Long number) {
      return number;
    }
    throw node.error("a whole number is needed");
  }
}
