// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.access;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// A key as it is stored, sealed. The key itself isn't in it: a salted digest is.
///
/// @param id what the key begins with
/// @param rules what it may do
/// @param revoked whether it isn't taken any more
/// @param requests that were let in
/// @param used for good
/// @param reserved for requests under way; of an earlier boot: used
/// @param windows of each span and period, by its label in rules, the latest
record KeyRecord(
    String id,
    Credential credential,
    KeyRules rules,
    boolean revoked,
    long requests,
    Cost used,
    Cost reserved,
    Map<String, Window> windows) {
  private static final Set<String> MEMBERS =
      Set.of("id", "salt", "digest", "rules", "revoked", "requests", "used", "reserved", "windows");

  KeyRecord {
    windows = Map.copyOf(windows);
  }

  /// One that nobody has used yet.
  static KeyRecord born(String id, Credential credential, KeyRules rules) {
    return new KeyRecord(id, credential, rules, false, 0, Cost.NOTHING, Cost.NOTHING, Map.of());
  }

  /// Where the window of a span of rates is.
  static String window(Span span) {
    return "rates." + span.label();
  }

  /// Where the window of a period's budget is.
  static String window(Period period) {
    return "budgets." + period.label();
  }

  KeyRecord withRevoked() {
    return new KeyRecord(id, credential, rules, true, requests, used, reserved, windows);
  }

  KeyRecord withRules(KeyRules next) {
    return new KeyRecord(id, credential, next, revoked, requests, used, reserved, windows);
  }

  KeyRecord withCredential(Credential next) {
    return new KeyRecord(id, next, rules, revoked, requests, used, reserved, windows);
  }

  KeyRecord with(long nextRequests, Cost nextUsed, Cost nextReserved, Map<String, Window> next) {
    return new KeyRecord(
        id, credential, rules, revoked, nextRequests, nextUsed, nextReserved, next);
  }

  /// What the ledger says, and what is stored: the ledger can't be old, but doesn't have what was
  /// under way when a boot ended. What was reserved then was sent, for all that is known.
  ///
  /// @param stored of the same key
  KeyRecord joined(KeyRecord stored) {
    Map<String, Window> both = new HashMap<>(stored.windows);
    windows.forEach((name, window) -> both.merge(name, window, Window::joined));
    return new KeyRecord(
        id,
        credential,
        rules,
        revoked || stored.revoked,
        Math.max(requests, stored.requests),
        used.atLeast(stored.used.plus(stored.reserved)),
        Cost.NOTHING,
        both);
  }

  /// The same after a request has ended that the ledger has.
  KeyRecord after(Instant time, Cost cost) {
    Map<String, Window> next = new HashMap<>(windows);
    for (Span span : Span.values()) {
      counted(next, window(span), span.number(time), cost);
    }
    for (Period period : Period.values()) {
      counted(next, window(period), period.number(time), cost);
    }
    return with(requests + 1, used.plus(cost), reserved, next);
  }

  private static void counted(Map<String, Window> windows, String name, long number, Cost cost) {
    windows.put(name, windows.getOrDefault(name, Window.NONE).at(number).plus(1, cost));
  }

  /// Which budgets are used up to the percentage that administrators want to know of.
  ///
  /// @param now which periods it is about
  Set<String> alerts(Instant now) {
    return rules.alert().isEmpty() ? Set.of() : reached(rules.alert().getAsInt(), now);
  }

  /// Which budgets are used up to some part, with what is reserved.
  ///
  /// @param percent of each budget
  /// @param now which periods it is about
  Set<String> reached(int percent, Instant now) {
    Set<String> reached = new TreeSet<>(rules.budget().reached(used.plus(reserved), percent, ""));
    rules
        .budgets()
        .forEach((period, budget) -> {
          Window window = windows.getOrDefault(window(period), Window.NONE).at(period.number(now));
          reached.addAll(budget.reached(window.cost(), percent, prefix(period)));
        });
    return reached;
  }

  private static String prefix(Period period) {
    return period.label() + ".";
  }

  /// The names of all budgets that a key may have.
  static Set<String> budgets() {
    Set<String> all = new TreeSet<>(Budget.names(""));
    for (Period period : Period.values()) {
      all.addAll(Budget.names(prefix(period)));
    }
    return all;
  }

  /// Whether it is taken at all, at some hour.
  boolean lives(Instant now) {
    return !revoked && !rules.expired(now);
  }

  /// What was used, as administrators see it.
  Map<String, Object> shown(Instant now) {
    Map<String, Object> shown = members();
    shown.put("alerts", alerts(now).stream().sorted().toList());
    return shown;
  }

  private Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", id);
    members.put("rules", rules.members());
    members.put("revoked", revoked);
    members.put("requests", requests);
    members.put("used", used.members());
    members.put("reserved", reserved.members());
    return members;
  }

  Bytes encoded() {
    return CanonicalJson.encode(stored());
  }

  /// All of it, as JSON has it.
  Map<String, Object> stored() {
    Map<String, Object> members = members();
    members.put("salt", credential.salt().hex());
    members.put("digest", credential.digest().hex());
    Map<String, Object> each = new HashMap<>();
    windows.forEach((name, window) -> each.put(name, window.members()));
    members.put("windows", each);
    return members;
  }

  /// Reads what [#encoded] wrote.
  ///
  /// @throws MalformedJsonException if it didn't
  static KeyRecord parse(Bytes encoded) throws MalformedJsonException {
    return read(CanonicalJson.parse(encoded));
  }

  /// Reads what [#stored] gave.
  ///
  /// @throws MalformedJsonException if it didn't
  static KeyRecord read(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(MEMBERS);
    Map<String, Window> windows = new HashMap<>();
    for (Span span : Span.values()) {
      read(node, window(span)).ifPresent(window -> windows.put(window(span), window));
    }
    for (Period period : Period.values()) {
      read(node, window(period)).ifPresent(window -> windows.put(window(period), window));
    }
    return new KeyRecord(
        node.member("id").text(),
        credential(node),
        KeyRules.read(node.member("rules"), _ -> true, _ -> true),
        node.member("revoked").flag(),
        Cost.number(node.member("requests")),
        Cost.read(node.member("used")),
        Cost.read(node.member("reserved")),
        windows);
  }

  /// What entries and records name a credential by.
  static Credential credential(JsonNode node) throws MalformedJsonException {
    return new Credential(
        Bytes.fromHex(node.member("salt").text()), Bytes.fromHex(node.member("digest").text()));
  }

  private static Optional<Window> read(JsonNode node, String name) throws MalformedJsonException {
    Optional<JsonNode> window = node.member("windows").optional(name);
    return window.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Window(
                (Long) window.get().member("number").value(),
                Cost.number(window.get().member("requests")),
                Cost.read(window.get().member("cost"))));
  }
}
