// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/// What a policy answers.
public sealed interface Decision {
  /// What each rule said, for people and programs: never a secret.
  List<RuleFinding> findings();

  /// It may be done, and uses up these limits when it is.
  ///
  /// @param rule that allows it
  /// @param charges what it uses up
  record Allowed(String rule, List<Charge> charges, List<RuleFinding> findings)
      implements Decision {
    /// Copies the lists.
    public Allowed {
      charges = List.copyOf(charges);
      findings = List.copyOf(findings);
    }
  }

  /// It may be done once enough of these approve.
  ///
  /// @param rule that would allow it
  /// @param approvers who may approve
  /// @param needed how many of them
  /// @param given who has
  /// @param within how long approvals are waited for
  record ApprovalNeeded(
      String rule,
      Set<Principal> approvers,
      int needed,
      Set<Principal> given,
      Duration within,
      List<RuleFinding> findings)
      implements Decision {
    /// Copies the collections.
    public ApprovalNeeded {
      approvers = Set.copyOf(approvers);
      given = Set.copyOf(given);
      findings = List.copyOf(findings);
    }
  }

  /// It may not be done.
  ///
  /// @param code stable: `no-rule`, `rule-refuses`, `limit-exceeded`, `unsure`, …
  /// @param message which rule, which value
  record Refused(String code, String message, List<RuleFinding> findings) implements Decision {
    /// Copies the list.
    public Refused {
      findings = List.copyOf(findings);
    }
  }
}
