// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.AttestationException;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Check;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.fixtures.ColdAndWarm;
import dev.strongroom.attestation.nitro.Expectation;
import dev.strongroom.attestation.nitro.Verdicts;
import java.util.Optional;

/// Evidence with one thing changed, what judges it, and what must come of it.
///
/// @param name says what was changed; unique
/// @param evidence the changed evidence
/// @param endorsements what is given besides
/// @param policy the policy that judges it
/// @param challenge what it is compared with
/// @param time when it is judged
/// @param expected what must come of it
public record SnpMutation(
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
            verifier.explain(Evidence.parse(evidence), endorsements, policy, challenge, time));
      } catch (MalformedEvidenceException e) {
        return Optional.empty();
      }
    };
  }

  /// Fails unless `verifier` comes to what is expected, by `explain` as well as by `verify`.
  public void check(Verifier verifier) throws Exception {
    if (expected instanceof Expectation.Malformed(String code)) {
      assertThatExceptionOfType(MalformedEvidenceException.class)
          .isThrownBy(() -> Evidence.parse(evidence))
          .satisfies(e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code))
          .satisfies(e -> assertThat(e.offset()).isBetween(0, evidence.length()));
      return;
    }
    Evidence parsed = Evidence.parse(evidence);
    assertThat(parsed.encoded()).isEqualTo(evidence);
    Verdict verdict = verifier.explain(parsed, endorsements, policy, challenge, time);
    assertThat(verdict.checks())
        .as("each check has a name of its own")
        .extracting(Check::name)
        .doesNotHaveDuplicates();
    switch (expected) {
      case Expectation.Malformed _ -> throw new AssertionError("unreachable");
      case Expectation.Accepted _ -> {
        assertThat(Verdicts.failures(verdict)).isEmpty();
        assertThat(verdict.accepted()).isTrue();
        assertThat(
                verifier.verify(parsed, endorsements, policy, challenge, time).verdict().accepted())
            .isTrue();
      }
      case Expectation.First(String first, var others) -> {
        assertThat(Verdicts.failures(verdict)).startsWith(first).containsAll(others);
        refused(verifier, parsed, first);
      }
      case Expectation.Only(var failures) -> {
        assertThat(Verdicts.failures(verdict)).isEqualTo(failures);
        refused(verifier, parsed, failures.getFirst());
      }
    }
  }

  private void refused(Verifier verifier, Evidence parsed, String first) {
    assertThatExceptionOfType(AttestationException.class)
        .isThrownBy(() -> verifier.verify(parsed, endorsements, policy, challenge, time))
        .satisfies(e -> assertThat(first).endsWith(" " + e.reason().code()))
        .satisfies(e -> assertThat(e.verdict().accepted()).isFalse());
  }
}
