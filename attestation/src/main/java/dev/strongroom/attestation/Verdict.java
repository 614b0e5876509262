// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

import dev.strongroom.attestation.Check.Outcome;
import dev.strongroom.attestation.Check.Stage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The outcome of an appraisal: named checks in the order in which they ran. It explains; it yields
/// no claims.
///
/// @param kind what the evidence claims to speak for
/// @param at the instant for which the evidence was judged
/// @param checks in order
/// @param platformStatus what the maker says of the platform
/// @param advisories the maker's names of weaknesses that the platform is open to
/// @param simulated the root is pinned as a simulated device's, or calls itself SIMULATED
/// @param appraised a policy was given
public record Verdict(
    EvidenceKind kind,
    Instant at,
    List<Check> checks,
    PlatformStatus platformStatus,
    List<String> advisories,
    boolean simulated,
    boolean appraised) {

  /// Copies the lists.
  public Verdict {
    advisories = List.copyOf(advisories);
    checks = List.copyOf(checks);
  }

  /// Whether the cryptography holds.
  public boolean genuine() {
    return passed(Stage.GENUINE);
  }

  /// Whether evidence is genuine, its platform's status bearable and the policy content; false
  /// where no policy was given.
  public boolean accepted() {
    return appraised && genuine() && passed(Stage.PLATFORM) && passed(Stage.POLICY);
  }

  /// The first failed check.
  public Optional<Check> firstFailure() {
    return checks.stream().filter(c -> c.outcome() == Outcome.FAILED).findFirst();
  }

  /// The check called `name`.
  public Optional<Check> check(String name) {
    return checks.stream().filter(c -> c.name().equals(name)).findFirst();
  }

  private boolean passed(Stage stage) {
    boolean any = false;
    for (Check check : checks) {
      if (check.stage() == stage) {
        if (check.outcome() == Outcome.FAILED) {
          return false;
        }
        any |= check.outcome() == Outcome.PASSED;
      }
    }
    // A stage in which nothing was looked at proves nothing, but for the platform's status, which
    // some kinds of evidence don't have.
    return any || stage == Stage.PLATFORM;
  }
}
