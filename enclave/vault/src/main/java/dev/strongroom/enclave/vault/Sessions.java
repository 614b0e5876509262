// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.signature.RequestPublicKey;
import dev.strongroom.enclave.vault.dossier.Step;
import dev.strongroom.enclave.vault.key.KeyContent;
import dev.strongroom.enclave.vault.key.Kind;
import dev.strongroom.enclave.vault.key.Session;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.policy.Principal;
import dev.strongroom.policy.Usage;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Keys that may use a key of the vault for a while: made in somebody's browser or agent, known
/// here by their public part, within a scope, and over at once when they are revoked.
record Sessions(KeyActs acts, Policies policies) {
  private static final Duration LONGEST = Duration.ofDays(30);

  /// For how long a session may decide about a key.
  static final Duration ADMINISTERS = Duration.ofMinutes(15);

  /// What a session is to be.
  ///
  /// @param publicKey `CURVE:HEX`
  /// @param scope digest of its policy
  /// @param expires when it ends
  record Wish(String publicKey, String scope, Instant expires) {}

  /// Reads what a session is to be.
  Wish wish(JsonNode node, String publicKey) throws Exception {
    JsonNode expires = node.member("expires");
    Optional<JsonNode> scope = node.optional("scope");
    try {
      return new Wish(
          RequestPublicKey.parse(publicKey).id(),
          policies.keep(
              scope.isEmpty() ? SessionScope.everything() : SessionScope.read(scope.get())),
          Instant.parse(expires.text()));
    } catch (DateTimeException e) {
      throw expires.error("a time such as 2026-11-21T18:00:00Z is needed");
    } catch (IllegalArgumentException e) {
      throw node.error("not a public key: " + e.getMessage());
    }
  }

  /// Opens a session for an owner.
  Answer open(Asked asked) throws Exception {
    asked.body().onlyMembers(Set.of("publicKey", "scope", "expires", "request"));
    String publicKey = asked.body().member("publicKey").text();
    Wish wish = acts.read(asked, () -> wish(asked.body(), publicKey));
    return acts.act(
        asked,
        (key, acting, now) -> {
          KeyActs.active(key);
          return acts.byOwners(
              asked,
              key,
              acting,
              now,
              Map.of("publicKey", wish.publicKey(), "expires", wish.expires().toString()),
              done -> {
                Map<String, Object> members = asked.doing(Kind.SESSION_OPENED);
                done.ifPresent(id -> members.put("done", id));
                return opened(
                    members, key, wish, acting.principal(), acting.caller().method(), false, now);
              });
        },
        (key, entry) -> Answer.done(Map.of("receipt", entry.content())));
  }

  /// The step that opens a session.
  ///
  /// @param members of the entry, to be added to
  static Step<Answer> opened(
      Map<String, Object> members,
      KeyContent key,
      Wish wish,
      Principal principal,
      String method,
      boolean administers,
      Instant now)
      throws RefusedException {
    if (!wish.expires().isAfter(now) || wish.expires().isAfter(now.plus(LONGEST))) {
      throw new RefusedException(
          "session-too-long", 422, "a session ends within " + LONGEST.toDays() + " days");
    }
    if (key.sessions().containsKey(wish.publicKey())) {
      throw new RefusedException("session-known", 409, "this key has or had a session here");
    }
    if (key.sessions().size() >= KeyContent.MOST_SESSIONS) {
      throw new RefusedException("too-many-sessions", 429, "the key has too many sessions");
    }
    Session session =
        new Session(
            wish.publicKey(),
            principal,
            method,
            administers,
            wish.scope(),
            Usage.NONE,
            wish.expires(),
            false);
    members.put("session", session.stored());
    return new Step.Enter<>(members, receipts -> Answer.made(body(session, receipts.getFirst())));
  }

  private static Map<String, Object> body(Session session, Receipt receipt) {
    Map<String, Object> body = new HashMap<>();
    body.put("session", session.stored());
    body.put("receipt", receipt.content());
    return body;
  }

  /// Ends a session: by an owner, or by the session itself.
  ///
  /// @param publicKey its key
  Answer revoke(Asked asked, String publicKey) throws Exception {
    return acts.act(
        asked,
        (key, acting, _) -> {
          boolean own = acting.sessionKey().filter(publicKey::equals).isPresent();
          if (!own && (!acting.owns(key) || acting.session().isPresent())) {
            throw new RefusedException("not-an-owner", 403, "only owners of the key may do this");
          }
          Session session = key.sessions().get(publicKey);
          if (session == null || session.revoked()) {
            throw new RefusedException("no-such-session", 404, "there is no such session");
          }
          Map<String, Object> members = asked.doing(Kind.SESSION_REVOKED);
          members.put("session", publicKey);
          return new Step.Enter<>(
              members, receipts -> Answer.done(Map.of("receipt", receipts.getFirst().content())));
        },
        (_, entry) -> Answer.done(Map.of("receipt", entry.content())));
  }
}
