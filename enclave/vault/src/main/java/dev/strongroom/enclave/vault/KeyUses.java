// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.chain.Facts;
import dev.strongroom.chain.PlainMessage;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.SigningItem;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.channel.custody.KeyCiphertext;
import dev.strongroom.channel.custody.UnopenableException;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.vault.dossier.Step;
import dev.strongroom.enclave.vault.key.Account;
import dev.strongroom.enclave.vault.key.KeyContent;
import dev.strongroom.enclave.vault.key.Kind;
import dev.strongroom.enclave.vault.material.DecryptionMaterial;
import dev.strongroom.enclave.vault.material.KeyMaterial;
import dev.strongroom.enclave.vault.material.MacMaterial;
import dev.strongroom.enclave.vault.material.SignatureCheck;
import dev.strongroom.policy.Charge;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What keys do that isn't signing: decrypt, authenticate, derive. To a policy each is an act of
/// its own, on a message that it sees.
record KeyUses(KeyActs acts, KeyViews views, Judge judge, Secrets secrets, SecureRandom random) {

  /// Uses the secret.
  @FunctionalInterface
  private interface Use {
    Map<String, Object> with(KeyMaterial material) throws RefusedException;
  }

  /// Decrypts what was encrypted to the key.
  Answer decrypt(Asked asked) throws Exception {
    asked.body().onlyMembers(Set.of("ciphertext", "aad", "version", "request", "share"));
    Bytes sealed = Json.hex(asked.body().member("ciphertext"));
    Bytes context = aad(asked.body());
    return used(
        asked,
        sealed,
        material -> {
          if (!(material instanceof DecryptionMaterial decryption)) {
            throw new RefusedException("wrong-kind", 422, "this key doesn't decrypt");
          }
          try (Secret plaintext = decryption.decrypt(asked.key(), context, sealed)) {
            return Map.of("plaintext", plaintext.use(Bytes::copyOf).hex());
          } catch (UnopenableException e) {
            throw new RefusedException("not-for-this-key", 422, String.valueOf(e.getMessage()));
          }
        });
  }

  /// Encrypts to the key, as anybody can who knows its public part. Needs no secret, and enters
  /// nothing.
  Answer encrypt(Asked asked) throws Exception {
    asked.body().onlyMembers(Set.of("plaintext", "aad"));
    KeyContent key = KeyActs.key(views.visible(asked.caller(), asked.key()));
    Bytes plaintext = Json.hex(asked.body().member("plaintext"));
    Bytes to =
        key.encryptionKey()
            .orElseThrow(
                () -> new RefusedException("wrong-kind", 422, "nothing is encrypted to this key"));
    Bytes sealed =
        KeyCiphertext.seal(to, key.id(), aad(asked.body()), plaintext.toByteArray(), random);
    return Answer.done(Map.of("ciphertext", sealed.hex(), "version", key.version()));
  }

  static Bytes aad(JsonNode body) throws Exception {
    Optional<JsonNode> aad = body.optional("aad");
    return aad.isEmpty() ? Bytes.EMPTY : Json.hex(aad.get());
  }

  /// Authenticates a message.
  Answer mac(Asked asked) throws Exception {
    asked.body().onlyMembers(Set.of("message", "version", "request", "share"));
    Bytes message = Json.hex(asked.body().member("message"));
    return used(asked, message, material -> Map.of("mac", mac(material).mac(message).hex()));
  }

  /// Says whether a message is authentic.
  Answer verifyMac(Asked asked) throws Exception {
    asked.body().onlyMembers(Set.of("message", "mac", "version", "request", "share"));
    Bytes message = Json.hex(asked.body().member("message"));
    Bytes code = Json.hex(asked.body().member("mac"));
    return used(asked, message, material -> Map.of("valid", mac(material).verify(message, code)));
  }

  /// Derives a key for a context.
  Answer derive(Asked asked) throws Exception {
    asked.body().onlyMembers(Set.of("context", "version", "request", "share"));
    Bytes context = Bytes.utf8(asked.body().member("context").text());
    return used(
        asked,
        context,
        material -> {
          try (Secret derived = mac(material).derive(context)) {
            return Map.of("key", derived.use(Bytes::copyOf).hex());
          }
        });
  }

  private static MacMaterial mac(KeyMaterial material) throws RefusedException {
    if (material instanceof MacMaterial mac) {
      return mac;
    }
    throw new RefusedException("wrong-kind", 422, "this key doesn't authenticate");
  }

  private Answer used(Asked asked, Bytes message, Use use) throws Exception {
    Optional<JsonNode> wanted = asked.body().optional("version");
    try (UserParts share = UserParts.read(asked.body())) {
      return acts.act(
          asked,
          (key, acting, now) -> {
            KeyActs.active(key);
            int version = wanted.isEmpty() ? key.version() : wanted.get().integer(1, key.version());
            var question = new Judge.Question(asked.act(), "", facts(message));
            return switch (judge.outcome(key, acting, List.of(question), now, Set.of())) {
              case Judge.Outcome.Refused refused -> throw refused.exception(false);
              case Judge.Outcome.Approval _ ->
                  throw new RefusedException(
                      "approvals-unsupported", 403, "approvals are for signatures only");
              case Judge.Outcome.Allowed allowed -> {
                Map<String, Object> members = asked.doing(Kind.KEY_USED);
                members.put("principal", acting.principal().toString());
                members.put("version", version);
                members.put("rules", allowed.rules());
                members.put("charges", allowed.charges().stream().map(Charge::stored).toList());
                acting
                    .sessionKey()
                    .ifPresent(session -> {
                      members.put("session", session);
                      members.put(
                          "sessionCharges",
                          allowed.sessionCharges().stream().map(Charge::stored).toList());
                    });
                Map<String, Object> body = new HashMap<>(done(key, version, share, use));
                yield new Step.Enter<>(
                    members,
                    receipts -> {
                      body.put("receipt", receipts.getFirst().content());
                      return Answer.done(body);
                    });
              }
            };
          },
          (key, entry) -> {
            int version = entry.entry().content().member("version").integer(1, key.version());
            Map<String, Object> body = new HashMap<>(done(key, version, share, use));
            body.put("receipt", entry.content());
            return Answer.done(body);
          });
    }
  }

  private Map<String, Object> done(KeyContent key, int version, UserParts share, Use use)
      throws Exception {
    try (KeyMaterial material = secrets.material(key, version, share.part())) {
      return use.with(material);
    }
  }

  /// What a policy sees of bytes that aren't signed: the same as of a message.
  private static Facts facts(Bytes message) throws RefusedException {
    try {
      return PlainMessage.of(message).facts();
    } catch (UndecodableException e) {
      throw new RefusedException("undecodable", 422, e.code() + ": " + e.getMessage());
    }
  }

  /// Says whether signatures are a key's, over what it could be asked to sign. Needs no secret, and
  /// enters nothing.
  Answer verify(Asked asked) throws Exception {
    KeyContent key = KeyActs.key(views.visible(asked.caller(), asked.key()));
    JsonNode listed = asked.body().member("signatures");
    Map<String, Object> members = new HashMap<>();
    for (String name : asked.body().names()) {
      if (!name.equals("signatures")) {
        members.put(name, asked.body().member(name).value());
      }
    }
    Payload payload;
    List<SigningItem> items;
    PublicKey publicKey;
    try {
      payload = Payload.read(new JsonNode(members, ""));
      String path = payload.path().or(() -> usual(payload)).orElse("");
      publicKey =
          key.account(key.accounts().size() == 1 ? "" : path)
              .map(Account::publicKey)
              .orElseThrow(() ->
                  new RefusedException("no-such-path", 422, "no account of this path is known"));
      items = payload.signable().toSign(publicKey);
    } catch (UndecodableException e) {
      throw new RefusedException("undecodable", 422, e.code() + ": " + e.getMessage());
    }
    List<Bytes> signatures = new ArrayList<>();
    for (JsonNode signature : listed.items()) {
      signatures.add(Json.hex(signature));
    }
    boolean valid = signatures.size() == items.size();
    for (int i = 0; valid && i < items.size(); i++) {
      valid = SignatureCheck.verify(publicKey, items.get(i), signatures.get(i));
    }
    return Answer.done(Map.of("valid", valid));
  }

  private static Optional<String> usual(Payload payload) {
    return Payload.usualPath(payload.signable().form());
  }
}
