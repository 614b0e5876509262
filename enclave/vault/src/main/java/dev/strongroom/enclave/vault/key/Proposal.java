// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.key;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.policy.Principal;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/// Something that waits for approvals. Who asked asks again once there are enough of them; it can
/// be done once.
///
/// @param act what is to be done, such as `sign` or `set-policy`
/// @param request SHA-256 of exactly what is to be done, hexadecimal digits
/// @param caller who asked
/// @param rule of the policy that wants approvals; empty where it is the owners who have to agree
/// @param approvers whose approval counts
/// @param needed how many
/// @param given who approved
/// @param until when it is too late
/// @param shown what is to be done, for approvers to read
public record Proposal(
    String act,
    String request,
    Principal caller,
    String rule,
    SortedSet<Principal> approvers,
    int needed,
    SortedSet<Principal> given,
    Instant until,
    Map<String, Object> shown) {
  /// Copies the collections.
  public Proposal {
    approvers = Collections.unmodifiableSortedSet(new TreeSet<>(approvers));
    given = Collections.unmodifiableSortedSet(new TreeSet<>(given));
    shown = Map.copyOf(shown);
  }

  /// Whether there are enough approvals, and in time.
  public boolean approved(Instant now) {
    return given.size() >= needed && now.isBefore(until);
  }

  Proposal approvedBy(Principal approver) {
    SortedSet<Principal> more = new TreeSet<>(given);
    more.add(approver);
    return new Proposal(act, request, caller, rule, approvers, needed, more, until, shown);
  }

  /// As JSON.
  public Map<String, Object> stored() {
    Map<String, Object> members = new HashMap<>();
    members.put("act", act);
    members.put("request", request);
    members.put("caller", caller.toString());
    members.put("rule", rule);
    members.put("approvers", Owners.names(approvers));
    members.put("needed", needed);
    members.put("given", Owners.names(given));
    members.put("until", until.toString());
    members.put("shown", shown);
    return members;
  }

  static Proposal read(JsonNode node) throws MalformedJsonException {
    Map<String, Object> shown = new HashMap<>();
    for (String name : node.member("shown").names()) {
      shown.put(name, node.member("shown").member(name).value());
    }
    return new Proposal(
        node.member("act").text(),
        node.member("request").text(),
        Stored.principal(node.member("caller")),
        node.member("rule").anyText(),
        Stored.principals(node.member("approvers")),
        node.member("needed").integer(1, Owners.MOST),
        Stored.principals(node.member("given")),
        Stored.instant(node.member("until")),
        shown);
  }
}
