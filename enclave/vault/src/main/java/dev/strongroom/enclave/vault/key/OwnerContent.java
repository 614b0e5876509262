// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.key;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.vault.dossier.Content;
import dev.strongroom.ledger.entry.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What follows from all that was entered about somebody.
///
/// @param keys how many keys were born for them
/// @param passkey what is known of their passkey, as JSON, if that is what they are
/// @param logins what vouched for them lately, the oldest first
public record OwnerContent(long keys, Optional<Map<String, Object>> passkey, List<Login> logins)
    implements Content {
  /// Somebody who was never seen.
  public static final OwnerContent STRANGER = new OwnerContent(0, Optional.empty(), List.of());

  private static final int MOST_LOGINS = 256;

  /// Longer than any login holds.
  private static final Duration REMEMBERED = Duration.ofDays(2);

  /// What vouched for somebody.
  ///
  /// @param digest SHA-256 of it, hexadecimal digits
  /// @param session the one key whose sessions it opens
  /// @param time when it was used first
  public record Login(String digest, String session, Instant time) {}

  /// Copies the collections.
  public OwnerContent {
    passkey = passkey.map(Map::copyOf);
    logins = List.copyOf(logins);
  }

  /// The key for which a login was used.
  public Optional<String> sessionOf(String login) {
    return logins.stream()
        .filter(one -> one.digest().equals(login))
        .map(Login::session)
        .findFirst();
  }

  @Override
  public Content after(Entry entry) throws MalformedJsonException {
    JsonNode node = entry.content();
    return switch (Stored.constant(node.member("kind"), Kind.class)) {
      case KEY_OWNED -> new OwnerContent(keys + 1, passkey, logins);
      case PASSKEY_REGISTERED, PASSKEY_USED ->
          new OwnerContent(keys, Optional.of(members(node.member("passkey"))), logins);
      case LOGIN -> new OwnerContent(keys, passkey, with(node, entry.time()));
      case REFUSAL, BOT_TOKEN_BROUGHT -> this;
      default -> throw node.error("an entry of another kind of dossier");
    };
  }

  private List<Login> with(JsonNode node, Instant time) throws MalformedJsonException {
    List<Login> all = new ArrayList<>(logins);
    all.removeIf(one -> one.time().isBefore(time.minus(REMEMBERED)));
    all.add(new Login(node.member("login").text(), node.member("session").text(), time));
    if (all.size() > MOST_LOGINS) {
      all.removeFirst();
    }
    return all;
  }

  private static Map<String, Object> members(JsonNode node) throws MalformedJsonException {
    Map<String, Object> members = new HashMap<>();
    for (String name : node.names()) {
      members.put(name, node.member(name).value());
    }
    return members;
  }

  @Override
  public Map<String, Object> stored() {
    Map<String, Object> members = new HashMap<>();
    members.put("keys", keys);
    passkey.ifPresent(known -> members.put("passkey", known));
    List<Object> all = new ArrayList<>();
    logins.forEach(one -> all.add(List.of(one.digest(), one.session(), one.time().toString())));
    members.put("logins", all);
    return members;
  }

  static OwnerContent read(JsonNode node) throws MalformedJsonException {
    Optional<JsonNode> passkey = node.optional("passkey");
    return new OwnerContent(
        Stored.number(node.member("keys")),
        passkey.isEmpty() ? Optional.empty() : Optional.of(members(passkey.get())),
        Stored.list(node.member("logins"), OwnerContent::login));
  }

  private static Login login(JsonNode node) throws MalformedJsonException {
    List<JsonNode> items = node.items();
    if (items.size() != 3) {
      throw node.error("a digest, a key and a time are needed");
    }
    return new Login(items.get(0).text(), items.get(1).text(), Stored.instant(items.get(2)));
  }
}
