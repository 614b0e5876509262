// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy;

import dev.strongroom.chain.Form;
import dev.strongroom.policy.expression.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One rule of a policy, as it was read.
///
/// @param name unique in its policy
/// @param refuses whether it refuses what it holds for, instead of allowing it
/// @param acts what it is about
/// @param forms what it is about
/// @param who it is about; empty for everybody if it refuses, and for the key's owners if it allows
/// @param sessions whether an allowance also goes for sessions
/// @param when what else has to hold
/// @param accepted what need not be sure
/// @param from the first moment at which it holds
/// @param until the first at which it no longer does
/// @param hours at which it holds
/// @param limits what it uses up
/// @param approvals that it takes
record Rule(
    String name,
    boolean refuses,
    Set<String> acts,
    Set<Form> forms,
    Set<Principal> who,
    boolean sessions,
    Optional<Condition> when,
    Set<String> accepted,
    Optional<Instant> from,
    Optional<Instant> until,
    Optional<Hours> hours,
    List<Limit> limits,
    Optional<Approvals> approvals) {
  Rule {
    acts = Set.copyOf(acts);
    forms = Set.copyOf(forms);
    who = Set.copyOf(who);
    accepted = Set.copyOf(accepted);
    limits = List.copyOf(limits);
  }
}
