// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import java.time.Instant;
import java.util.List;

/// How far a proposal is.
///
/// @param proposal its id
/// @param needed how many approvals it takes
/// @param given who has approved, as `KIND:NAME`
/// @param approvers who may, as `KIND:NAME`
/// @param until when it ends
public record Approvals(
    String proposal, int needed, List<String> given, List<String> approvers, Instant until) {
  /// Copies the lists.
  public Approvals {
    given = List.copyOf(given);
    approvers = List.copyOf(approvers);
  }
}
