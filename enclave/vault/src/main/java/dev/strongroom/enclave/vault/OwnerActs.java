// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.custody.EncryptionKey;
import dev.strongroom.channel.custody.Guardian;
import dev.strongroom.channel.custody.KeyEnvelope;
import dev.strongroom.channel.custody.RecoveryKit;
import dev.strongroom.enclave.vault.dossier.Step;
import dev.strongroom.enclave.vault.key.Account;
import dev.strongroom.enclave.vault.key.KeyContent;
import dev.strongroom.enclave.vault.key.Kind;
import dev.strongroom.enclave.vault.key.Owners;
import dev.strongroom.enclave.vault.key.Status;
import dev.strongroom.enclave.vault.material.KeyMaterial;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.policy.Policy;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// What only the owners of a key do: decide what it may do and who they are, switch it off, have it
/// made anew, take it away, end it.
record OwnerActs(KeyActs acts, Policies policies, Secrets secrets, SecureRandom random) {

  /// Gives a key another policy.
  Answer policy(Asked asked) throws Exception {
    asked.body().onlyMembers(Set.of("policy", "request"));
    JsonNode text = asked.body().member("policy");
    Policy policy = acts.read(asked, () -> Births.policy(text));
    String digest = policies.keep(policy);
    return entered(
        asked,
        Map.of("policy", digest),
        (key, members) -> {
          members.put("policy", digest);
          members.put("limits", policy.limitNames());
          return Map.of("policy", digest);
        },
        Kind.POLICY_CHANGED);
  }

  /// Gives a key other owners.
  Answer owners(Asked asked) throws Exception {
    asked.body().onlyMembers(Set.of("owners", "request"));
    Owners owners = Owners.read(asked.body().member("owners"));
    return entered(
        asked,
        owners.stored(),
        (key, members) -> {
          members.put("owners", owners.stored());
          return Map.of("owners", owners.stored());
        },
        Kind.OWNERS_CHANGED);
  }

  /// Switches a key off.
  Answer disable(Asked asked) throws Exception {
    return switched(asked, Status.ACTIVE, Kind.KEY_DISABLED);
  }

  /// Switches a key on.
  Answer enable(Asked asked) throws Exception {
    return switched(asked, Status.DISABLED, Kind.KEY_ENABLED);
  }

  private Answer switched(Asked asked, Status from, Kind kind) throws Exception {
    asked.body().onlyMembers(Set.of("request"));
    return entered(
        asked,
        Map.of(),
        (key, _) -> {
          if (key.status() != from) {
            throw new RefusedException("no-change", 409, "the key is " + key.status().code());
          }
          return Map.of();
        },
        kind);
  }

  /// Ends a key for good. Its secrets are removed once that is entered, as far as the host can be
  /// believed; the entry alone makes sure that they are never used again.
  Answer destroy(Asked asked) throws Exception {
    asked.body().onlyMembers(Set.of("request"));
    List<KeyContent> ended = new ArrayList<>();
    Answer answer =
        entered(
            asked,
            Map.of(),
            (key, _) -> {
              ended.add(key);
              return Map.of();
            },
            Kind.KEY_DESTROYED);
    if (answer.status() == 200 && !ended.isEmpty()) {
      secrets.destroy(ended.getFirst());
    }
    return answer;
  }

  /// Makes the secret anew. What was encrypted to the old one can still be decrypted by naming its
  /// version; it signs no more.
  Answer rotate(Asked asked) throws Exception {
    asked.body().onlyMembers(Set.of("request", "share"));
    try (UserParts share = UserParts.read(asked.body())) {
      return entered(
          asked,
          Map.of(),
          (key, members) -> {
            if (key.share() != share.part().isPresent()) {
              throw new RefusedException("user-part-needed", 403, "the key takes its user's part");
            }
            int version = key.version() + 1;
            try (KeyMaterial material = secrets.born(key.kind())) {
              secrets.keep(key.id(), version, material, share.part());
              List<Account> accounts = secrets.accounts(material);
              members.put("version", version);
              members.put("accounts", accounts.stream().map(Account::stored).toList());
              Secrets.encryptionKey(material)
                  .ifPresent(made -> members.put("encryptionKey", made.hex()));
              Map<String, Object> body = new HashMap<>(members);
              body.keySet().retainAll(Set.of("version", "accounts", "encryptionKey"));
              return body;
            }
          },
          Kind.KEY_ROTATED);
    }
  }

  /// Encrypts the secret to somebody outside.
  Answer export(Asked asked) throws Exception {
    asked.body().onlyMembers(Set.of("recipient", "request", "share"));
    JsonNode recipient = asked.body().member("recipient");
    Bytes to = Json.hex(recipient);
    if (to.length() != EncryptionKey.LENGTH) {
      throw recipient.error("an X25519 key of 32 bytes is needed");
    }
    return exported(
        asked,
        Map.of("recipient", to.hex()),
        (key, material) -> {
          KeyEnvelope envelope =
              usable(() ->
                  KeyEnvelope.seal(
                      KeyEnvelope.Purpose.EXPORT, key.id(), material.secret(), to, random));
          return Map.of("envelope", JsonNode.parse(envelope.json()).value());
        });
  }

  /// Encrypts the secret so that some of its owner's guardians together can bring it back.
  Answer recoveryKit(Asked asked) throws Exception {
    asked.body().onlyMembers(Set.of("threshold", "guardians", "request", "share"));
    List<Guardian> guardians = new ArrayList<>();
    for (JsonNode node : asked.body().member("guardians").items()) {
      node.onlyMembers(Set.of("name", "encryptionKey"));
      String name = node.member("name").text();
      Bytes key = Json.hex(node.member("encryptionKey"));
      guardians.add(acts.read(asked, () -> usable(() -> new Guardian(name, Optional.of(key)))));
    }
    int threshold = asked.body().member("threshold").integer(1, guardians.size());
    return exported(
        asked,
        Map.of(
            "guardians", guardians.stream().map(Guardian::name).toList(), "threshold", threshold),
        (key, material) -> {
          RecoveryKit.Made made =
              usable(() ->
                  RecoveryKit.make(key.id(), material.secret(), threshold, guardians, random));
          return Map.of("kit", JsonNode.parse(made.kit().json()).value());
        });
  }

  /// Refuses keys to which nothing can be encrypted, and guardians who can't be.
  private static <T> T usable(Supplier<T> made) throws RefusedException {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      throw new RefusedException("unusable-recipient", 422, String.valueOf(e.getMessage()));
    }
  }

  /// Puts a secret into a form that only others can open.
  @FunctionalInterface
  private interface Packing {
    Map<String, Object> packed(KeyContent key, KeyMaterial material) throws Exception;
  }

  private Answer exported(Asked asked, Map<String, Object> shown, Packing packing)
      throws Exception {
    try (UserParts share = UserParts.read(asked.body())) {
      return entered(
          asked,
          shown,
          (key, members) -> {
            if (!key.exportable()) {
              throw new RefusedException(
                  "not-exportable", 403, "the key was born never to be exported");
            }
            members.putAll(shown);
            try (KeyMaterial material = secrets.material(key, key.version(), share.part())) {
              return packing.packed(key, material);
            }
          },
          Kind.KEY_EXPORTED);
    }
  }

  /// Does what the owners agreed on.
  @FunctionalInterface
  private interface Change {
    /// @param members of the entry, to be added to
    /// @return what is answered
    Map<String, Object> made(KeyContent key, Map<String, Object> members) throws Exception;
  }

  private Answer entered(Asked asked, Map<String, Object> shown, Change change, Kind kind)
      throws Exception {
    return acts.act(
        asked,
        (key, acting, now) ->
            acts.byOwners(
                asked, key, acting, now, shown, done -> step(asked, key, kind, change, done)),
        (_, entry) -> answer(Map.of(), entry));
  }

  private static Step<Answer> step(
      Asked asked, KeyContent key, Kind kind, Change change, Optional<String> done)
      throws Exception {
    Map<String, Object> members = asked.doing(kind);
    Map<String, Object> body = change.made(key, members);
    done.ifPresent(id -> members.put("done", id));
    return new Step.Enter<>(members, receipts -> answer(body, receipts.getFirst()));
  }

  private static Answer answer(Map<String, Object> body, Receipt receipt) {
    Map<String, Object> all = new HashMap<>(body);
    all.put("receipt", receipt.content());
    return Answer.done(all);
  }
}
