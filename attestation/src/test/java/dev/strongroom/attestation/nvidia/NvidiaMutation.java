// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.AttestationException;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.fixtures.ColdAndWarm;
import dev.strongroom.attestation.nitro.Expectation;
import dev.strongroom.attestation.nitro.Verdicts;
import java.util.Optional;

/// Evidence with one thing changed, what judges it, and what must come of it.
record NvidiaMutation(
    String name,
    Bytes evidence,
    Endorsements endorsements,
    AppraisalPolicy policy,
    Challenge challenge,
    AppraisalTime time,
    Expectation expected) {

  /// The same, to be judged by any verifier.
  ColdAndWarm.Judged judged() {
    return verifier -> {
      try {
        return Optional.of(
            verifier.explain(
                NvidiaEvidence.parse(evidence), endorsements, policy, challenge, time));
      } catch (MalformedEvidenceException e) {
        return Optional.empty();
      }
    };
  }

  void check(Verifier verifier) throws Exception {
    if (expected instanceof Expectation.Malformed(String code)) {
      assertThatExceptionOfType(MalformedEvidenceException.class)
          .isThrownBy(() -> NvidiaEvidence.parse(evidence))
          .satisfies(e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
      return;
    }
    NvidiaEvidence parsed = NvidiaEvidence.parse(evidence);
    Verdict verdict = verifier.explain(parsed, endorsements, policy, challenge, time);
    assertThat(verdict.checks())
        .as("each check has a name of its own")
        .extracting(check -> check.name())
        .doesNotHaveDuplicates();
    assertThat(verdict.checks()).extracting(check -> check.stage()).isSorted();
    switch (expected) {
      case Expectation.Malformed _ -> throw new AssertionError("unreachable");
      case Expectation.Accepted _ -> {
        assertThat(Verdicts.failures(verdict)).isEmpty();
        assertThat(verifier.verify(parsed, endorsements, policy, challenge, time).verdict())
            .isEqualTo(verdict);
        assertThat(verdict.accepted()).isTrue();
      }
      case Expectation.First(String first, var others) -> {
        assertThat(Verdicts.failures(verdict)).startsWith(first).containsAll(others);
        refused(verifier, parsed);
      }
      case Expectation.Only(var failures) -> {
        assertThat(Verdicts.failures(verdict)).isEqualTo(failures);
        refused(verifier, parsed);
      }
    }
  }

  private void refused(Verifier verifier, NvidiaEvidence parsed) {
    assertThatExceptionOfType(AttestationException.class)
        .isThrownBy(() -> verifier.verify(parsed, endorsements, policy, challenge, time))
        .satisfies(e -> assertThat(e.verdict().accepted()).isFalse());
  }

  @Override
  public String toString() {
    return name;
  }
}
