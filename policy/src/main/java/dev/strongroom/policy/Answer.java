// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy;

import java.util.List;
import java.util.Set;

/// What one rule makes of a request.
sealed interface Answer {
  /// In words, for the finding.
  String why();

  /// How far a rule got that doesn't hold.
  enum Stage {
    /// It is about something else.
    ELSEWHERE,
    /// It would hold, if all of the request were understood.
    UNSURE,
    /// It would hold, if a limit had room.
    LIMIT
  }

  /// It doesn't hold.
  record No(Stage stage, String why) implements Answer {}

  /// Nobody can say whether it holds.
  record Unclear(String why) implements Answer {}

  /// It holds, and takes these charges.
  record Yes(List<Charge> charges, String why) implements Answer {
    public Yes {
      charges = List.copyOf(charges);
    }
  }

  /// It holds once enough have approved.
  record Ask(Approvals approvals, Set<Principal> approvers, Set<Principal> given, String why)
      implements Answer {
    public Ask {
      approvers = Set.copyOf(approvers);
      given = Set.copyOf(given);
    }
  }
}
