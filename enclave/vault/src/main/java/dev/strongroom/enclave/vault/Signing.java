// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.Facts;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.Signed;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.channel.custody.KeyKind;
import dev.strongroom.enclave.notary.NotaryException;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.vault.dossier.Dossiers;
import dev.strongroom.enclave.vault.dossier.Receipts;
import dev.strongroom.enclave.vault.dossier.Step;
import dev.strongroom.enclave.vault.key.Account;
import dev.strongroom.enclave.vault.key.KeyContent;
import dev.strongroom.enclave.vault.key.Kind;
import dev.strongroom.enclave.vault.key.Proposal;
import dev.strongroom.enclave.vault.key.VaultContents;
import dev.strongroom.enclave.vault.material.UserPart;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.policy.Charge;
import dev.strongroom.policy.Decision;
import dev.strongroom.policy.Principal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Signs what a key's policy allows. The signature is made before its entry, and given out after:
/// what isn't in the ledger was never seen by anybody.
record Signing(KeyActs acts, Dossiers dossiers, Judge judge, Secrets secrets, InstantSource clock) {
  static final String ACT = "sign";
  private static final int MOST = 100;
  private static final int LONGEST_FACTS = 8_000;

  /// Of what is in one another, with room for what is around it in an entry.
  private static final int DEEPEST_FACTS = Entry.MAX_DEPTH - 3;

  /// What is to be signed, with the account that is to do it.
  record Item(Payload payload, String path, PublicKey publicKey, Facts facts) {
    Judge.Question question() {
      return new Judge.Question(ACT, path, facts);
    }
  }

  /// Signs.
  Answer sign(Asked asked) throws Exception {
    List<Payload> payloads = acts.read(asked, () -> payloads(asked.body()));
    boolean proof = withReceipt(asked.body());
    try (UserParts share = UserParts.read(asked.body())) {
      return acts.act(
          asked,
          (key, acting, now) -> step(asked, payloads, share.part(), proof, key, acting, now),
          (key, entry) -> again(key, payloads, share.part(), entry));
    }
  }

  private static boolean withReceipt(JsonNode body) throws MalformedJsonException {
    Optional<JsonNode> wanted = body.optional("receipt");
    return wanted.isEmpty() || wanted.get().flag();
  }

  /// Reads one payload, or a batch of them.
  static List<Payload> payloads(JsonNode body) throws MalformedJsonException, RefusedException {
    try {
      Optional<JsonNode> batch = body.optional("batch");
      if (batch.isEmpty()) {
        return List.of(Payload.read(body));
      }
      body.onlyMembers(Set.of("batch", "request", "share", "receipt"));
      List<Payload> payloads = new ArrayList<>();
      if (batch.get().items().size() > MOST) {
        throw batch.get().error("at most " + MOST + " are signed together");
      }
      for (JsonNode item : batch.get().items()) {
        payloads.add(Payload.read(item));
      }
      return payloads;
    } catch (UndecodableException e) {
      throw new RefusedException("undecodable", 422, e.code() + ": " + e.getMessage());
    }
  }

  private Step<Answer> step(
      Asked asked,
      List<Payload> payloads,
      Optional<UserPart> part,
      boolean proof,
      KeyContent key,
      Acting acting,
      Instant now)
      throws Exception {
    KeyActs.active(key);
    judge.concerned(key, acting);
    List<Item> items = items(key, payloads, part);
    // Nearly always there are none, and the digest is saved.
    Proposal proposal =
        key.proposals().isEmpty() ? null : key.proposals().get(proposal(asked, acting));
    Set<Principal> approvals =
        proposal == null || !now.isBefore(proposal.until()) ? Set.of() : proposal.given();
    return switch (judge.outcome(key, acting, questions(items), now, approvals)) {
      case Judge.Outcome.Refused refused ->
          throw refused.exception(payloads.size() > 1).about(shown(items).orElse(Map.of()));
      case Judge.Outcome.Approval(var needed) ->
          acts.waiting(
              asked, key, proposal(asked, acting), now, waiting(asked, acting, items, needed, now));
      case Judge.Outcome.Allowed allowed -> {
        List<List<Bytes>> signatures = new Signatures(secrets).made(key, items, part);
        Map<String, Object> members = asked.doing(Kind.KEY_USED);
        members.put("principal", acting.principal().toString());
        members.put("version", key.version());
        members.put("payloads", entered(items, signatures));
        members.put("rules", allowed.rules());
        members.put("charges", allowed.charges().stream().map(Charge::stored).toList());
        acting
            .sessionKey()
            .ifPresent(session -> {
              members.put("session", session);
              members.put(
                  "sessionCharges", allowed.sessionCharges().stream().map(Charge::stored).toList());
            });
        if (proposal != null && !approvals.isEmpty()) {
          members.put("done", proposal(asked, acting));
        }
        shown(items).ifPresent(facts -> members.put("facts", facts));
        List<Object> results = results(items, signatures);
        yield new Step.Enter<>(members, receipts -> answer(results, receipts, proof));
      }
    };
  }

  private static List<Judge.Question> questions(List<Item> items) {
    return items.stream().map(Item::question).toList();
  }

  /// A proposal is for one caller, and for exactly what was asked.
  private static String proposal(Asked asked, Acting acting) {
    return Json.digest(
            Map.of("request", asked.digest(), "principal", acting.principal().toString()))
        .substring(0, 32);
  }

  private static Proposal waiting(
      Asked asked, Acting acting, List<Item> items, Decision.ApprovalNeeded needed, Instant now) {
    return new Proposal(
        asked.act(),
        asked.digest(),
        acting.principal(),
        needed.rule(),
        new TreeSet<>(needed.approvers()),
        needed.needed(),
        new TreeSet<>(),
        now.plus(needed.within()),
        shown(items).orElse(Map.of("payloads", items.size())));
  }

  private List<Item> items(KeyContent key, List<Payload> payloads, Optional<UserPart> part)
      throws StorageException, RefusedException {
    List<Item> items = new ArrayList<>();
    for (Payload payload : payloads) {
      String path = path(key, payload);
      PublicKey publicKey = publicKey(key, payload, path, part);
      try {
        items.add(new Item(payload, path, publicKey, payload.signable().facts(publicKey)));
      } catch (UndecodableException e) {
        throw new RefusedException("not-for-this-key", 422, e.code() + ": " + e.getMessage());
      }
    }
    return items;
  }

  private static String path(KeyContent key, Payload payload) throws RefusedException {
    if (key.kind() != KeyKind.SEED) {
      if (payload.path().isPresent()) {
        throw new RefusedException("no-such-path", 422, "this key has no paths");
      }
      return "";
    }
    return payload
        .path()
        .or(() -> Payload.usualPath(payload.signable().form()))
        .orElseThrow(() -> new RefusedException("no-such-path", 422, "which account is to sign?"));
  }

  private PublicKey publicKey(KeyContent key, Payload payload, String path, Optional<UserPart> part)
      throws StorageException, RefusedException {
    Optional<Curve> curve = Payload.curve(payload.signable().form());
    Optional<Account> known = key.account(path);
    PublicKey publicKey;
    if (known.isPresent()) {
      publicKey = known.get().publicKey();
    } else {
      try (OpenKeys.Lease lease = secrets.signing(key, curve.orElse(Curve.SECP256K1), path, part)) {
        publicKey = lease.key().publicKey();
      }
    }
    if (curve.isPresent() && publicKey.curve() != curve.get()) {
      throw new RefusedException("wrong-kind", 422, "that takes a key of " + curve.get().code());
    }
    return publicKey;
  }

  private static List<Object> entered(List<Item> items, List<List<Bytes>> signatures) {
    List<Object> payloads = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      Map<String, Object> payload = new HashMap<>();
      payload.put("form", items.get(i).payload().signable().form().code());
      payload.put("digest", items.get(i).payload().digest());
      payload.put("path", items.get(i).path());
      payload.put("signatures", signatures.get(i).stream().map(Bytes::hex).toList());
      payloads.add(payload);
    }
    return payloads;
  }

  /// What a single payload says, unless that is too long or too deep.
  private static Optional<Map<String, Object>> shown(List<Item> items) {
    if (items.size() != 1) {
      return Optional.empty();
    }
    Facts facts = items.getFirst().facts();
    Map<String, Object> shown = new HashMap<>();
    shown.put("form", facts.form().code());
    facts.members().forEach((name, value) -> shown.put(name, Json.shown(value)));
    shown.put("unsure", facts.unsure());
    return Json.depth(shown) <= DEEPEST_FACTS
            && CanonicalJson.encode(shown).length() <= LONGEST_FACTS
        ? Optional.of(shown)
        : Optional.empty();
  }

  private static List<Object> results(List<Item> items, List<List<Bytes>> signatures)
      throws RefusedException {
    List<Object> results = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      Item item = items.get(i);
      try {
        Signed signed = item.payload().signable().signed(item.publicKey(), signatures.get(i));
        Map<String, Object> result = new HashMap<>();
        result.put("form", item.payload().signable().form().code());
        result.put("path", item.path());
        result.put("publicKey", item.publicKey().encoded().hex());
        result.put("signatures", signed.signatures().stream().map(Bytes::hex).toList());
        result.put("result", signed.result().hex());
        result.put("id", signed.id().hex());
        results.add(result);
      } catch (UndecodableException e) {
        throw new RefusedException("not-for-this-key", 422, e.code() + ": " + e.getMessage());
      }
    }
    return results;
  }

  /// A receipt takes longer than a signature, so it is made only if it is wanted.
  private static Answer answer(List<Object> results, Receipts receipts, boolean proof)
      throws NotaryException {
    Map<String, Object> body = new HashMap<>();
    body.put("results", results);
    body.put("index", receipts.index());
    if (proof) {
      body.put("receipt", receipts.getFirst().content());
    }
    return Answer.done(body);
  }

  /// The same signatures once more, as they were entered.
  ///
  /// @throws RefusedException if the key was rotated since: those aren't the new key's
  private Answer again(
      KeyContent key, List<Payload> payloads, Optional<UserPart> part, Receipt entry)
      throws Exception {
    if (entry.entry().content().member("version").integer(1, Integer.MAX_VALUE) != key.version()) {
      throw new RefusedException(
          "key-rotated", 409, "that was signed before the key was rotated: its history has it");
    }
    List<JsonNode> before = entry.entry().content().member("payloads").items();
    List<Item> items = items(key, payloads, part);
    List<List<Bytes>> signatures = new ArrayList<>();
    for (JsonNode payload : before) {
      List<Bytes> made = new ArrayList<>();
      for (JsonNode signature : payload.member("signatures").items()) {
        made.add(Json.hex(signature));
      }
      signatures.add(made);
    }
    return Answer.done(
        Map.of(
            "results", results(items, signatures),
            "index", entry.index(),
            "receipt", entry.content()));
  }

  /// What would come of it. Nothing is entered, and nothing is used up.
  Answer explain(Asked asked) throws Exception {
    List<Payload> payloads = payloads(asked.body());
    KeyContent key = KeyActs.key(dossiers.state(VaultContents.key(asked.key())));
    Instant now = clock.instant();
    Acting acting = Acting.of(asked.caller(), key, now);
    judge.concerned(key, acting);
    List<Item> items = items(key, payloads, Optional.empty());
    Judge.Outcome outcome = judge.outcome(key, acting, questions(items), now, Set.of());
    Map<String, Object> body = new HashMap<>();
    body.put(
        "findings",
        outcome.findings().stream()
            .map(one -> Map.of("rule", one.rule(), "applied", one.applied(), "why", one.why()))
            .toList());
    shown(items).ifPresent(facts -> body.put("facts", facts));
    switch (outcome) {
      case Judge.Outcome.Allowed allowed -> {
        body.put("decision", "allowed");
        body.put("rule", allowed.rules().getFirst());
      }
      case Judge.Outcome.Approval approval -> {
        body.put("decision", "approval-needed");
        body.put("rule", approval.needed().rule());
      }
      case Judge.Outcome.Refused refused -> {
        body.put("decision", "refused");
        body.put("code", refused.code());
        body.put("message", refused.message());
      }
    }
    return Answer.done(body);
  }
}
