// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.enclave.vault.dossier.Dossiers;
import dev.strongroom.enclave.vault.dossier.Receipts;
import dev.strongroom.enclave.vault.dossier.State;
import dev.strongroom.enclave.vault.dossier.Step;
import dev.strongroom.enclave.vault.key.KeyContent;
import dev.strongroom.enclave.vault.key.Kind;
import dev.strongroom.enclave.vault.key.OwnerContent;
import dev.strongroom.enclave.vault.key.VaultContents;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.policy.Principal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Shows keys to those who have to do with them.
record KeyViews(
    Dossiers dossiers,
    Histories histories,
    Policies policies,
    OwnedKeys owned,
    InstantSource clock) {
  private static final int MOST_KEYS = 100;
  private static final int MOST_ENTRIES = 20;

  /// A key, if the caller has to do with it: owns it, approves, or has a session.
  Answer key(Caller caller, String id) throws Exception {
    State state = visible(caller, id);
    return Answer.done(Map.of("key", Shown.key(KeyActs.key(state), state.n())));
  }

  /// What a key may do.
  Answer policy(Caller caller, String id) throws Exception {
    KeyContent key = KeyActs.key(visible(caller, id));
    String text = String.valueOf(policies.get(key.policy()).encoded().asUtf8());
    return Answer.done(Map.of("policy", JsonNode.parse(text).value(), "digest", key.policy()));
  }

  /// A key that the caller has to do with: owns it, approves, is named by its policy, or has a
  /// session.
  ///
  /// @throws RefusedException if there is none, or the session has ended
  State visible(Caller caller, String id) throws Exception {
    State state = dossiers.state(VaultContents.key(id));
    KeyContent key = KeyActs.key(state);
    Principal principal = caller.principal();
    boolean concerned =
        key.owners().of().contains(principal)
            || acts(caller, key)
            || key.proposals().values().stream()
                .anyMatch(proposal -> proposal.approvers().contains(principal))
            || policies.get(key.policy()).names(principal);
    if (concerned) {
      return state;
    }
    // Nobody learns which keys there are.
    throw RefusedException.noSuchKey();
  }

  private boolean acts(Caller caller, KeyContent key) throws RefusedException {
    return key.sessions().containsKey(caller.keyId())
        && Acting.of(caller, key, clock.instant()).session().isPresent();
  }

  /// The keys that were born for the caller, in their order.
  ///
  /// @param after number of the last one seen; 0 at first
  Answer list(Caller caller, long after) throws Exception {
    State state = dossiers.state(VaultContents.owner(caller.principal()));
    OwnerContent owner = (OwnerContent) state.content();
    long first = Math.clamp(after, 0, owner.keys());
    long number = Math.min(owner.keys(), first + MOST_KEYS);
    Map<String, Object> body = new HashMap<>();
    body.put("keys", owned(caller.principal(), first, number));
    body.put("total", owner.keys());
    if (number < owner.keys()) {
      body.put("next", number);
    }
    return Answer.done(body);
  }

  /// Keys of an owner, all read at once: one after another they would take as many ways to the
  /// host.
  private List<Object> owned(Principal owner, long from, long to) throws Exception {
    List<Future<Object>> asked = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (long number = from; number < to; number++) {
        long which = number;
        asked.add(
            threads.submit(() -> {
              State key = dossiers.state(VaultContents.key(owned.get(owner, which)));
              return Shown.key(KeyActs.key(key), key.n());
            }));
      }
    }
    List<Object> keys = new ArrayList<>();
    for (Future<Object> key : asked) {
      try {
        keys.add(key.get());
      } catch (ExecutionException e) {
        throw e.getCause() instanceof Exception cause ? cause : e;
      }
    }
    return keys;
  }

  /// All that was entered about a key, the latest first. The first page comes with a statement that
  /// is entered now: how many entries there are, itself with them, and what the last one is.
  ///
  /// @param before only entries with a lesser index; the greatest for the first page
  Answer history(Asked asked, long before) throws Exception {
    String about = VaultContents.key(asked.key());
    visible(asked.caller(), asked.key());
    Map<String, Object> body = new HashMap<>();
    long from = before;
    if (before == Long.MAX_VALUE) {
      Receipt statement =
          dossiers.act(
              about,
              state -> {
                Map<String, Object> members = asked.members(Kind.HISTORY);
                members.put("key", asked.key());
                members.put("entries", state.n() + 1);
                members.put("last", state.last().hex());
                return new Step.Enter<>(members, Receipts::getFirst);
              });
      body.put("statement", statement.content());
      from = statement.index();
    }
    List<Object> entries = new ArrayList<>();
    for (Receipt receipt : histories.page(about, from, MOST_ENTRIES)) {
      entries.add(receipt.content());
    }
    body.put("entries", entries);
    return Answer.done(body);
  }
}
