// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.channel.custody.KeyKind;
import dev.strongroom.enclave.notary.Beside;
import dev.strongroom.enclave.vault.dossier.Dossiers;
import dev.strongroom.enclave.vault.dossier.State;
import dev.strongroom.enclave.vault.dossier.Step;
import dev.strongroom.enclave.vault.key.KeyContent;
import dev.strongroom.enclave.vault.key.Kind;
import dev.strongroom.enclave.vault.key.OwnerContent;
import dev.strongroom.enclave.vault.key.Owners;
import dev.strongroom.enclave.vault.key.Status;
import dev.strongroom.enclave.vault.key.VaultContents;
import dev.strongroom.enclave.vault.material.KeyMaterial;
import dev.strongroom.enclave.vault.material.UserPart;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.policy.MalformedPolicyException;
import dev.strongroom.policy.Policy;
import dev.strongroom.policy.Usage;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Where keys come from: born inside, or taken in. One atomic write has it all: the sealed secret,
/// its place in the owner's list, the entry of the birth, and the entry that it is its owner's. So
/// a birth waits for the disk once, together with others that come at the same time, and a crash
/// leaves a whole key or nothing.
record Births(
    Dossiers dossiers,
    Refusals refusals,
    Histories histories,
    Policies policies,
    Secrets secrets,
    Imports imports,
    OwnedKeys owned,
    UpgradeNotices notices,
    Turns turns,
    SecureRandom random) {
  private static final int ID = 16;
  private static final Pattern LABEL = Pattern.compile("[ -~]{0,64}");

  /// What a key is to be.
  ///
  /// @param label of its owner's choice
  /// @param policy what it may do
  /// @param owners who decides about it
  /// @param exportable whether the secret can ever get out
  /// @param upgradeNotice how long before an upgrade its owners want to be told, if they say so
  record Wish(
      String label,
      Policy policy,
      Owners owners,
      boolean exportable,
      Optional<Duration> upgradeNotice) {}

  /// Makes the key that a request asks for, or takes it in.
  Answer create(Asked asked) throws Exception {
    JsonNode body = asked.body();
    body.onlyMembers(
        Set.of(
            "type",
            "envelope",
            "label",
            "policy",
            "owners",
            "exportable",
            "share",
            "upgradeNotice",
            "request"));
    Wish wish = wish(asked);
    if (body.optional("type").isPresent() == body.optional("envelope").isPresent()) {
      throw body.error("a type or an envelope is needed");
    }
    try (UserParts share = UserParts.read(body);
        KeyMaterial material = material(body)) {
      boolean imported = body.optional("envelope").isPresent();
      Born born =
          asked.request().isPresent()
              ? born(asked, named(asked), wish, material, share.part(), imported)
              : made(asked, fresh(), wish, material, share.part(), imported);
      return born.answer();
    }
  }

  private String named(Asked asked) {
    return owned.id("request", asked.caller().principal(), asked.request().orElse(""));
  }

  private String fresh() {
    byte[] id = new byte[ID];
    random.nextBytes(id);
    return Bytes.copyOf(id).hex();
  }

  private KeyMaterial material(JsonNode body) throws Exception {
    Optional<JsonNode> envelope = body.optional("envelope");
    if (envelope.isPresent()) {
      return imports.open(envelope.get());
    }
    JsonNode type = body.member("type");
    return secrets.born(
        KeyKind.of(type.text()).orElseThrow(() -> type.error("an unknown kind of key")));
  }

  private Wish wish(Asked asked) throws MalformedJsonException, RefusedException {
    JsonNode body = asked.body();
    Optional<JsonNode> label = body.optional("label");
    Optional<JsonNode> owners = body.optional("owners");
    Optional<JsonNode> exportable = body.optional("exportable");
    return new Wish(
        label.isEmpty() ? "" : label(label.get()),
        policies.read(body.member("policy")),
        owners.isEmpty() ? Owners.only(asked.caller().principal()) : Owners.read(owners.get()),
        exportable.isPresent() && exportable.get().flag(),
        notices.wanted(body));
  }

  static String label(JsonNode node) throws MalformedJsonException {
    if (LABEL.matcher(node.anyText()).matches()) {
      return node.anyText();
    }
    throw node.error("at most 64 printable characters of ASCII are needed");
  }

  /// Reads a policy out of a request.
  static Policy policy(JsonNode node) throws RefusedException {
    try {
      return Policy.parse(CanonicalJson.encode(node.value()));
    } catch (MalformedPolicyException e) {
      throw new RefusedException("malformed-policy", 422, e.getMessage());
    }
  }

  /// A key that is there.
  ///
  /// @param key it
  /// @param birth its receipt
  /// @param born whether it was born just now
  record Born(KeyContent key, Receipt birth, boolean born) {
    Answer answer() {
      Map<String, Object> body = Map.of("key", Shown.key(key, 1), "receipt", birth.content());
      return born ? Answer.made(body) : Answer.done(body);
    }
  }

  /// Has a key born, unless one of this id is there.
  Born born(
      Asked asked,
      String id,
      Wish wish,
      KeyMaterial material,
      Optional<UserPart> part,
      boolean imported)
      throws Exception {
    // Else two at once, each of which finds none, would enter two births of one key.
    try (Turns.Turn _ = turns.await(id)) {
      State before = dossiers.state(VaultContents.key(id));
      return before.content() instanceof KeyContent known
          ? known(asked, known)
          : made(asked, id, wish, material, part, imported);
    }
  }

  /// Makes a key of an id that no other has.
  private Born made(
      Asked asked,
      String id,
      Wish wish,
      KeyMaterial material,
      Optional<UserPart> part,
      boolean imported)
      throws Exception {
    String policy = policies.keep(wish.policy());
    Beside secret = secrets.born(id, material, part);
    KeyContent key =
        new KeyContent(
            id,
            material.kind(),
            wish.label(),
            Status.ACTIVE,
            1,
            secrets.accounts(material),
            Secrets.encryptionKey(material),
            wish.owners(),
            policy,
            wish.exportable(),
            part.isPresent(),
            Usage.NONE,
            new TreeMap<>(),
            new TreeMap<>(),
            List.of());
    Map<String, Object> members = asked.doing(Kind.KEY_BORN);
    members.put("key", key.born());
    members.put("imported", imported);
    if (wish.upgradeNotice().isPresent()) {
      notices.raise(wish.upgradeNotice().get());
      members.put("upgradeNotice", wish.upgradeNotice().get().toString());
    }
    return dossiers.act(
        VaultContents.owner(asked.caller().principal()),
        state -> {
          OwnerContent owner = (OwnerContent) state.content();
          Beside listed = owned.beside(asked.caller().principal(), owner.keys(), id);
          Map<String, Object> own = new HashMap<>();
          own.put("kind", Kind.KEY_OWNED.code());
          own.put("key", id);
          return new Step.Enter<>(
              own,
              Optional.of(new Step.Birth(VaultContents.key(id), members, List.of(secret, listed))),
              receipts -> new Born(key, receipts.get(1), true));
        });
  }

  /// Somebody asks for a key that is there: the same answer, if it was they who had it made.
  private Born known(Asked asked, KeyContent key) throws Exception {
    Receipt birth = histories.entry(VaultContents.key(key.id()), 1);
    JsonNode content = birth.entry().content();
    if (!content.member("digest").text().equals(asked.digest())) {
      throw new RefusedException(
          "request-id-reused", 422, "the request's id stands for another request");
    }
    return new Born(key, birth, false);
  }
}
