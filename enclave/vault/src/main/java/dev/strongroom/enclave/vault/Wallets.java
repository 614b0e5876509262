// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.custody.KeyKind;
import dev.strongroom.channel.signature.RequestPublicKey;
import dev.strongroom.enclave.runtime.storage.Unsealed;
import dev.strongroom.enclave.vault.dossier.Dossiers;
import dev.strongroom.enclave.vault.dossier.Step;
import dev.strongroom.enclave.vault.key.KeyContent;
import dev.strongroom.enclave.vault.key.Kind;
import dev.strongroom.enclave.vault.key.OwnerContent;
import dev.strongroom.enclave.vault.key.Owners;
import dev.strongroom.enclave.vault.key.VaultContents;
import dev.strongroom.enclave.vault.material.KeyMaterial;
import dev.strongroom.enclave.vault.principal.IdTokens;
import dev.strongroom.enclave.vault.principal.Identity;
import dev.strongroom.enclave.vault.principal.Passkeys;
import dev.strongroom.enclave.vault.principal.RefusedPrincipalException;
import dev.strongroom.enclave.vault.principal.RegisteredPasskey;
import dev.strongroom.enclave.vault.principal.RegistrationOptions;
import dev.strongroom.enclave.vault.principal.TelegramUsers;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.policy.Policy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Wallets of people. One request is enough: it says who they are, by whoever vouches for them, and
/// is signed by a key of their browser's, which gets a session. Who comes for the first time finds
/// a wallet that was made for them.
record Wallets(
    KeyActs acts,
    Dossiers dossiers,
    Births births,
    OwnedKeys owned,
    Secrets secrets,
    Sessions sessions,
    Optional<Passkeys> passkeys,
    IdTokens tokens,
    Optional<TelegramUsers> telegram,
    BotToken botToken,
    Policy policy,
    boolean exportable,
    String epoch) {
  private static final String WALLET = "wallet";

  /// What a browser is to make a passkey of. Nothing needs to be kept: the same comes of it when
  /// the answer is checked.
  Answer options(Asked asked) throws Exception {
    asked.body().onlyMembers(Set.of());
    return Answer.done(Map.of("options", JsonNode.parse(options(asked.caller()).json()).value()));
  }

  private RegistrationOptions options(Caller caller) throws RefusedException {
    // For this boot and this key of the browser's: both are in the challenge.
    Bytes purpose = Bytes.utf8("strongroom passkey\0" + epoch + "\0" + caller.keyId());
    String handle = owned.id("passkey user", caller.principal(), "");
    return configured(passkeys).options(purpose, Bytes.fromHex(handle), "Strongroom wallet");
  }

  private static <T> T configured(Optional<T> verifier) throws RefusedException {
    return verifier.orElseThrow(
        () -> new RefusedException("not-configured", 422, "this isn't a way in here"));
  }

  /// Opens a session on somebody's wallet, which is born first if it isn't there.
  Answer enter(Asked asked) throws Exception {
    JsonNode body = asked.body();
    body.onlyMembers(Set.of("login", "label", "session", "share", "request"));
    Optional<JsonNode> login = body.optional("login");
    Optional<JsonNode> label = body.optional("label");
    String name = label.isEmpty() ? "default" : Births.label(label.get());
    Caller owner = login.isEmpty() ? asked.caller() : vouchedFor(asked.caller(), login.get());
    Births.Born wallet = wallet(asked, owner, name);
    Map<String, Object> answer = new HashMap<>();
    answer.put("new", wallet.born());
    answer.put("receipt", wallet.birth().content());
    answer.put("key", Shown.key(wallet.key(), 1));
    Optional<JsonNode> session = body.optional("session");
    if (session.isPresent()) {
      answer.put("session", opened(asked, owner, wallet.key(), session.get(), login).body());
    }
    return new Answer(wallet.born() ? 201 : 200, answer);
  }

  /// Somebody whom others vouch for; the key that signed the request is theirs.
  private Caller vouchedFor(Caller caller, JsonNode login) throws Exception {
    try {
      Identity identity = identity(caller, login);
      return new Caller(identity.principal(), identity.method(), caller.keyId(), identity.claims());
    } catch (RefusedPrincipalException e) {
      throw new RefusedException(e.refusal().code(), 401, e.getMessage());
    }
  }

  private Identity identity(Caller caller, JsonNode login) throws Exception {
    JsonNode kind = login.member("kind");
    return switch (kind.text()) {
      case "telegram" -> {
        login.onlyMembers(Set.of("kind", "initData"));
        yield configured(telegram).verify(login.member("initData").text());
      }
      case "telegram-hmac" -> {
        login.onlyMembers(Set.of("kind", "initData"));
        TelegramUsers users = configured(telegram);
        try (Unsealed token = botToken.get()) {
          yield users.verifyHmac(login.member("initData").text(), token.value());
        }
      }
      case "oidc" -> {
        login.onlyMembers(Set.of("kind", "token"));
        yield tokens.verify(login.member("token").text(), sessionKey(caller));
      }
      case "passkey" -> {
        login.onlyMembers(Set.of("kind", "response"));
        yield registered(caller, login.member("response"));
      }
      default -> throw kind.error("telegram, telegram-hmac, oidc or passkey is needed");
    };
  }

  private static Bytes sessionKey(Caller caller) throws RefusedException {
    try {
      return RequestPublicKey.parse(caller.keyId()).encoded();
    } catch (IllegalArgumentException e) {
      throw RefusedException.malformed("a login is signed by the session's key");
    }
  }

  private Identity registered(Caller caller, JsonNode response) throws Exception {
    RegisteredPasskey passkey =
        configured(passkeys).register(options(caller), CanonicalJson.encode(response.value()));
    Identity.OfPasskey identity = new Identity.OfPasskey(passkey);
    return dossiers.act(
        VaultContents.owner(identity.principal()),
        state -> {
          if (state.content() instanceof OwnerContent known && known.passkey().isPresent()) {
            return new Step.Nothing<>(() -> identity);
          }
          Map<String, Object> members = new HashMap<>();
          members.put("kind", Kind.PASSKEY_REGISTERED.code());
          members.put("passkey", Door.stored(passkey));
          members.put("claims", identity.claims());
          return new Step.Enter<>(members, _ -> identity);
        });
  }

  private Births.Born wallet(Asked asked, Caller owner, String name) throws Exception {
    String id = owned.id(WALLET, owner.principal(), name);
    // What says who it is may differ from login to login; whose wallet it is doesn't.
    Asked birth =
        new Asked(
            owner,
            "create-wallet",
            id,
            asked.body(),
            Optional.empty(),
            Json.digest(Map.of("wallet", id)));
    try (UserParts share = UserParts.read(asked.body());
        KeyMaterial material = secrets.born(KeyKind.SEED)) {
      return births.born(
          birth,
          id,
          new Births.Wish(
              name, policy, Owners.only(owner.principal()), exportable, Optional.empty()),
          material,
          share.part(),
          false);
    }
  }

  private Answer opened(
      Asked asked, Caller owner, KeyContent wallet, JsonNode session, Optional<JsonNode> login)
      throws Exception {
    session.onlyMembers(Set.of("expires", "scope", "publicKey", "administers"));
    Optional<JsonNode> key = session.optional("publicKey");
    Sessions.Wish wish =
        sessions.wish(session, key.isEmpty() ? asked.caller().keyId() : key.get().text());
    Optional<JsonNode> administers = session.optional("administers");
    boolean decides = administers.isPresent() && administers.get().flag();
    String once =
        login.isEmpty() ? asked.digest() : Json.digest(Map.of("login", login.get().value()));
    if (login.isPresent()) {
      usedOnce(owner, once, wish.publicKey());
    }
    Asked opening =
        new Asked(
            owner,
            "open-session",
            wallet.id(),
            session,
            Optional.of("login-" + once.substring(0, 32)),
            Json.digest(Map.of("login", once, "session", wish.publicKey())));
    return acts.act(
        opening,
        (content, acting, now) -> {
          if (decides && wish.expires().isAfter(now.plus(Sessions.ADMINISTERS))) {
            throw new RefusedException(
                "session-too-long", 422, "a session that decides ends within 15 minutes");
          }
          if (!content.owners().of().contains(owner.principal())) {
            throw new RefusedException("not-an-owner", 403, "the wallet has other owners now");
          }
          return Sessions.opened(
              opening.doing(Kind.SESSION_OPENED),
              content,
              wish,
              owner.principal(),
              owner.method(),
              decides,
              now);
        },
        (_, entry) -> Answer.done(Map.of("receipt", entry.content())));
  }

  /// What vouched for somebody opens sessions for one key, on whichever wallet: shown by another
  /// key it is refused.
  private void usedOnce(Caller owner, String login, String session) throws Exception {
    dossiers.act(
        VaultContents.owner(owner.principal()),
        state -> {
          Optional<String> before =
              state.content() instanceof OwnerContent known
                  ? known.sessionOf(login)
                  : Optional.empty();
          if (before.isEmpty()) {
            Map<String, Object> members = new HashMap<>();
            members.put("kind", Kind.LOGIN.code());
            members.put("login", login);
            members.put("session", session);
            members.put("caller", owner.stored());
            return new Step.Enter<>(members, _ -> login);
          }
          if (before.get().equals(session)) {
            return new Step.Nothing<>(() -> login);
          }
          throw new RefusedException("login-used", 401, "this login was used by another key");
        });
  }
}
