// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.access;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.entry.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the ledger has of keys: which there are, their rules, and what they used. A host can't show
/// an older one of it, as it can of stored records. Thread-safe.
final class KeyLedger {
  /// Of an entry about an act on a key.
  static final String ACT = "inference-key";

  /// Of an entry about a request that has ended.
  static final String USE = "inference-use";

  private final Map<String, KeyRecord> keys = new HashMap<>();
  private final Map<String, KeyUsage> usage = new HashMap<>();
  private Instant latest = Instant.MIN;

  /// Takes in what was entered.
  ///
  /// @throws MalformedJsonException if it isn't what is entered here
  synchronized void take(Entry entry) throws MalformedJsonException {
    if (entry.time().isAfter(latest)) {
      latest = entry.time();
    }
    switch (entry.kind()) {
      case ACT -> act(entry.content());
      case USE -> use(entry.time(), entry.content());
      default -> {}
    }
  }

  private void act(JsonNode content) throws MalformedJsonException {
    String id = content.member("key").text();
    KeyRules rules = KeyRules.read(content.member("rules"), _ -> true, _ -> true);
    Credential credential = KeyRecord.credential(content);
    KeyRecord before = keys.get(id);
    JsonNode act = content.member("act");
    if (act.text().equals("create")) {
      keys.put(id, KeyRecord.born(id, credential, rules));
      usage.put(id, new KeyUsage());
      return;
    }
    if (before == null) {
      throw act.error("on a key that wasn't made");
    }
    KeyRecord now = before.withRules(rules).withCredential(credential);
    keys.put(id, act.text().equals("revoke") ? now.withRevoked() : now);
  }

  private void use(Instant time, JsonNode content) throws MalformedJsonException {
    String id = content.member("key").text();
    KeyRecord before = keys.get(id);
    KeyUsage used = usage.get(id);
    if (before == null || used == null) {
      throw content.member("key").error("a key that wasn't made");
    }
    Cost cost = Cost.read(content);
    keys.put(id, before.after(time, cost));
    used.add(time, content.member("model").text(), cost);
  }

  /// The time of the latest entry.
  synchronized Instant latest() {
    return latest;
  }

  /// All keys.
  synchronized Collection<KeyRecord> keys() {
    return List.copyOf(keys.values());
  }

  /// A key.
  synchronized Optional<KeyRecord> key(String id) {
    return Optional.ofNullable(keys.get(id));
  }

  /// What a key used, by day and model, the latest day first.
  synchronized List<Map<String, Object>> usage(String id) {
    KeyUsage used = usage.get(id);
    return used == null ? List.of() : used.members();
  }

  /// All that is known of each key, as JSON has it: what [#restore] takes.
  synchronized List<Map<String, Object>> known() {
    List<Map<String, Object>> all = new ArrayList<>();
    keys.forEach((id, key) -> {
      Map<String, Object> known = new LinkedHashMap<>();
      known.put("key", key.stored());
      List<Map<String, Object>> used = usage(id);
      if (!used.isEmpty()) {
        known.put("usage", used);
      }
      all.add(known);
    });
    return all;
  }

  /// Takes in what is known of a key.
  ///
  /// @throws MalformedJsonException if it isn't what [#known] gave
  synchronized void restore(JsonNode known) throws MalformedJsonException {
    KeyRecord key = KeyRecord.read(known.member("key"));
    keys.put(key.id(), key);
    Optional<JsonNode> used = known.optional("usage");
    usage.put(key.id(), used.isEmpty() ? new KeyUsage() : KeyUsage.read(used.get()));
  }

  /// Nothing is older than this.
  synchronized void restore(Instant time) {
    latest = time;
  }

  /// The members of an entry about an act.
  ///
  /// @param key after it
  static Map<String, Object> act(String act, String by, KeyRecord key) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("kind", ACT);
    members.put("act", act);
    members.put("by", by);
    members.put("key", key.id());
    members.put("rules", key.rules().members());
    members.put("salt", key.credential().salt().hex());
    members.put("digest", key.credential().digest().hex());
    return members;
  }
}
