// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Check;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;

/// Says whether endorsements suffice to verify evidence, by verifying it under the makers' roots.
final class SufficiencyText {
  private static final int REMEMBERED_PATHS = 8;

  private final Console console;

  SufficiencyText(Console console) {
    this.console = console;
  }

  /// Verifies and writes what came of it.
  ///
  /// @return whether the evidence is genuine under what is there
  boolean write(Bytes bytes, Endorsements endorsements) {
    Verdict verdict;
    try {
      Evidence evidence = Evidence.parse(bytes);
      verdict =
          Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(REMEMBERED_PATHS))
              .inspect(
                  evidence,
                  endorsements,
                  MakersRoots.of(evidence),
                  AppraisalTime.live(console.clock()));
    } catch (MalformedEvidenceException e) {
      console.out().println("  not verified  " + e.code() + ": " + Printable.of(e.getMessage()));
      return false;
    }
    for (Check check : verdict.checks()) {
      if (check.outcome() == Check.Outcome.FAILED) {
        console.out().println("  fails  " + check.name() + "  " + Printable.of(check.detail()));
      }
    }
    if (verdict.genuine()) {
      console.out().println("  verified  genuine; platform " + verdict.platformStatus());
    }
    return verdict.genuine();
  }
}
