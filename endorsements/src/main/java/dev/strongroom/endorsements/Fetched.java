// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import dev.strongroom.attestation.Endorsements;
import java.util.List;

/// What was fetched, and what wasn't.
///
/// @param endorsements none of which is believed: a verifier judges them
/// @param problems one for each thing that is missing
public record Fetched(Endorsements endorsements, List<FetchException> problems) {

  /// Copies the list.
  public Fetched {
    problems = List.copyOf(problems);
  }
}
