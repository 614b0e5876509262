// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.enclave.vault.dossier.Dossiers;
import dev.strongroom.enclave.vault.dossier.State;
import dev.strongroom.enclave.vault.dossier.Step;
import dev.strongroom.enclave.vault.key.KeyContent;
import dev.strongroom.enclave.vault.key.Kind;
import dev.strongroom.enclave.vault.key.Proposal;
import dev.strongroom.enclave.vault.key.Status;
import dev.strongroom.enclave.vault.key.VaultContents;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.policy.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// What all acts on keys have in common: one after another, refused with an entry, done once, and
/// with the approvals that they take.
record KeyActs(Dossiers dossiers, Refusals refusals, Histories histories, InstantSource clock) {
  private static final Duration OWNERS_WAIT = Duration.ofDays(7);

  /// What takes the secret each time that it is answered.
  private static final Set<String> TAKE_SECRET = Set.of("decrypt", "mac", "derive");

  /// Something that is done with a key.
  @FunctionalInterface
  interface Doing {
    /// Decides.
    ///
    /// @throws RefusedException if it isn't done, which is entered
    Step<Answer> with(KeyContent key, Acting acting, Instant now) throws Exception;
  }

  /// Gives the earlier answer to a request that was made before.
  @FunctionalInterface
  interface Again {
    /// Gives it.
    ///
    /// @param entry what was entered then
    Answer of(KeyContent key, Receipt entry) throws Exception;
  }

  /// Does something with a key.
  ///
  /// @param again for a request that was made before
  Answer act(Asked asked, Doing doing, Again again) throws Exception {
    String about = VaultContents.key(asked.key());
    return switch (found(about, asked, doing)) {
      case Found.Answered(var answer) -> answer;
      case Found.Before(var key, long n) ->
          read(asked, () -> again.of(key, histories.entry(about, n)));
    };
  }

  private Found found(String about, Asked asked, Doing doing) throws Exception {
    try {
      return dossiers.act(
          about,
          state -> {
            KeyContent key = key(state);
            Optional<KeyContent.Recent> before =
                asked.request().flatMap(id -> key.recent(asked.caller().principal(), id));
            if (before.isPresent()) {
              return repeated(asked, key, before.get());
            }
            return decided(about, asked, key, doing);
          });
    } catch (MalformedLedgerException e) {
      return read(
          asked,
          () -> {
            throw new RefusedException("too-large", 413, "more than an entry of the ledger holds");
          });
    }
  }

  /// An answer, or where it is.
  private sealed interface Found {
    record Answered(Answer answer) implements Found {}

    record Before(KeyContent key, long n) implements Found {}
  }

  private Step<Found> repeated(Asked asked, KeyContent key, KeyContent.Recent before) {
    try {
      if (!before.digest().equals(asked.digest())) {
        throw new RefusedException(
            "request-id-reused", 422, "the request's id stands for another request");
      }
      // What ended since has ended for the answers to earlier requests too.
      if (TAKE_SECRET.contains(asked.act())) {
        if (key.status() == Status.DESTROYED) {
          throw destroyed();
        }
        active(key);
      }
      Acting.of(asked.caller(), key, clock.instant());
      return new Step.Nothing<>(() -> new Found.Before(key, before.n()));
    } catch (RefusedException e) {
      return refusals.step(VaultContents.key(asked.key()), asked, e);
    }
  }

  private static RefusedException destroyed() {
    return new RefusedException("key-destroyed", 410, "the key was destroyed");
  }

  /// Reads a part of a request; if that can't be done it is refused, with an entry.
  <T> T read(Asked asked, Reading<T> reading) throws Exception {
    try {
      return reading.read();
    } catch (RefusedException e) {
      String about = VaultContents.key(asked.key());
      return dossiers.act(
          about,
          state -> {
            key(state);
            return refusals.step(about, asked, e);
          });
    }
  }

  /// Reads a part of a request.
  @FunctionalInterface
  interface Reading<T> {
    /// Reads it.
    ///
    /// @throws RefusedException if it isn't understood, or not taken
    T read() throws Exception;
  }

  private Step<Found> decided(String about, Asked asked, KeyContent key, Doing doing)
      throws Exception {
    try {
      Instant now = clock.instant();
      if (key.status() == Status.DESTROYED) {
        throw destroyed();
      }
      Acting acting = Acting.of(asked.caller(), key, now);
      return switch (doing.with(key, acting, now)) {
        case Step.Nothing<Answer>(var answer) ->
            new Step.Nothing<>(() -> new Found.Answered(answer.given()));
        case Step.Enter<Answer>(var members, var birth, var answer) ->
            new Step.Enter<>(
                members, birth, receipts -> new Found.Answered(answer.given(receipts)));
      };
    } catch (RefusedException e) {
      return refusals.step(about, asked, e);
    }
  }

  /// The key that a dossier is about.
  static KeyContent key(State state) throws RefusedException {
    if (state.content() instanceof KeyContent key) {
      return key;
    }
    throw RefusedException.noSuchKey();
  }

  static KeyContent active(KeyContent key) throws RefusedException {
    if (key.status() == Status.ACTIVE) {
      return key;
    }
    throw new RefusedException("key-disabled", 403, "the key is switched off");
  }

  /// What is done once there are enough approvals.
  @FunctionalInterface
  interface Approved {
    /// Does it.
    ///
    /// @param done the proposal that is done with it; empty if there is none
    Step<Answer> done(Optional<String> done) throws Exception;
  }

  /// Something that only owners do, as many of them as the key wants.
  ///
  /// @param shown what is to be done, for the others to read
  Step<Answer> byOwners(
      Asked asked,
      KeyContent key,
      Acting acting,
      Instant now,
      Map<String, Object> shown,
      Approved approved)
      throws Exception {
    if (!acting.owns(key)) {
      throw new RefusedException("not-an-owner", 403, "only owners of the key may do this");
    }
    if (acting.session().isPresent() && !acting.session().get().administers()) {
      throw new RefusedException(
          "session-scope", 403, "the session may use the key, not decide about it");
    }
    if (key.owners().needed() == 1) {
      return approved.done(Optional.empty());
    }
    String id = asked.digest().substring(0, 32);
    Proposal proposal = key.proposals().get(id);
    if (proposal != null && proposal.approved(now)) {
      return approved.done(Optional.of(id));
    }
    return waiting(
        asked,
        key,
        id,
        now,
        new Proposal(
            asked.act(),
            asked.digest(),
            acting.principal(),
            "",
            key.owners().of(),
            key.owners().needed(),
            new TreeSet<>(Set.of(acting.principal())),
            now.plus(OWNERS_WAIT),
            shown));
  }

  /// Waits for approvals: a proposal is entered, unless it is there.
  Step<Answer> waiting(Asked asked, KeyContent key, String id, Instant now, Proposal proposal)
      throws RefusedException {
    Proposal known = key.proposals().get(id);
    if (known != null && now.isBefore(known.until())) {
      return new Step.Nothing<>(() -> Answer.waiting(body(id, known, Optional.empty())));
    }
    long open = key.proposals().values().stream().filter(one -> now.isBefore(one.until())).count();
    if (open >= KeyContent.MOST_PROPOSALS) {
      throw new RefusedException("too-many-proposals", 429, "too much waits for approvals already");
    }
    Map<String, Object> members = asked.members(Kind.APPROVAL_ASKED);
    members.put("proposal", id);
    members.put("asked", proposal.stored());
    return new Step.Enter<>(
        members, receipts -> Answer.waiting(body(id, proposal, Optional.of(receipts.getFirst()))));
  }

  private static Map<String, Object> body(String id, Proposal proposal, Optional<Receipt> receipt) {
    Map<String, Object> body = new HashMap<>();
    body.put("proposal", id);
    body.put("approvals", approvals(proposal));
    receipt.ifPresent(proof -> body.put("receipt", proof.content()));
    return body;
  }

  private static Map<String, Object> approvals(Proposal proposal) {
    return Map.of(
        "needed", proposal.needed(),
        "given", names(proposal.given()),
        "approvers", names(proposal.approvers()),
        "until", proposal.until().toString());
  }

  private static List<String> names(SortedSet<Principal> principals) {
    return principals.stream().map(Principal::toString).toList();
  }

  /// Approves what somebody asked for.
  Answer approve(Asked asked, String id) throws Exception {
    return act(
        asked,
        (key, acting, now) -> {
          Proposal proposal = key.proposals().get(id);
          if (proposal == null || !now.isBefore(proposal.until())) {
            throw new RefusedException("no-such-proposal", 404, "nothing of this id waits");
          }
          if (!proposal.approvers().contains(acting.principal())) {
            throw new RefusedException("not-an-approver", 403, "your approval isn't asked for");
          }
          if (acting.session().isPresent()) {
            throw new RefusedException("session-scope", 403, "sessions don't approve");
          }
          if (proposal.given().contains(acting.principal())) {
            throw new RefusedException("approved-already", 409, "you approved before");
          }
          Map<String, Object> members = asked.members(Kind.APPROVAL);
          members.put("proposal", id);
          SortedSet<Principal> given = new TreeSet<>(proposal.given());
          given.add(acting.principal());
          Map<String, Object> approvals =
              Map.of(
                  "needed", proposal.needed(),
                  "given", names(given),
                  "approvers", names(proposal.approvers()),
                  "until", proposal.until().toString());
          return new Step.Enter<>(
              members,
              receipts ->
                  Answer.done(
                      Map.of("approvals", approvals, "receipt", receipts.getFirst().content())));
        },
        (_, entry) -> Answer.done(Map.of("receipt", entry.content())));
  }
}
