// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/// Whose approval a rule takes.
///
/// @param of who may approve
/// @param need how many of them
/// @param within how long approvals are waited for
/// @param callerCounts whether the caller, if it is one of them, has approved by asking
record Approvals(Set<Principal> of, int need, Duration within, boolean callerCounts) {
  Approvals {
    of = Set.copyOf(of);
  }

  /// Who may approve what `caller` asks for.
  Set<Principal> approvers(Principal caller) {
    Set<Principal> approvers = new TreeSet<>(of);
    if (!callerCounts) {
      approvers.remove(caller);
    }
    return approvers;
  }

  /// Who has, of those who may.
  Set<Principal> given(Principal caller, Set<Principal> approved) {
    Set<Principal> given = new TreeSet<>(approved);
    given.remove(caller);
    if (callerCounts) {
      given.add(caller);
    }
    given.retainAll(approvers(caller));
    return given;
  }
}
