// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.composite;

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
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.fixtures.FakeIntel;
import dev.strongroom.attestation.nitro.Verdicts;
import java.util.List;

/// Evidence of a machine and its devices with one thing changed, what judges it, and what must come
/// of it.
///
/// @param name says what was changed; unique
/// @param at when it is judged
/// @param failures all of them in order, each `CHECK REASON`; none: accepted
record CompositeMutation(
    String name,
    Bytes evidence,
    Endorsements endorsements,
    AppraisalPolicy policy,
    Challenge challenge,
    AppraisalTime at,
    List<String> failures) {

  /// Judged when everything holds.
  CompositeMutation(
      String name,
      Bytes evidence,
      Endorsements endorsements,
      AppraisalPolicy policy,
      Challenge challenge,
      List<String> failures) {
    this(name, evidence, endorsements, policy, challenge, AppraisalTime.at(FakeIntel.AT), failures);
  }

  /// Fails unless it comes out as expected, by `explain` as well as by `verify`.
  void check(Verifier verifier) throws Exception {
    Evidence parsed = Evidence.parse(evidence);
    Verdict verdict = verifier.explain(parsed, endorsements, policy, challenge, at);
    if (at instanceof AppraisalTime.Archived) {
      // Without a time there is none at which anything would be valid.
      assertThat(Verdicts.failures(verdict)).startsWith(failures.getFirst());
    } else {
      assertThat(Verdicts.failures(verdict)).isEqualTo(failures);
    }
    assertThat(verdict.accepted()).isEqualTo(failures.isEmpty());
    assertThat(verdict.checks()).extracting(Check::name).doesNotHaveDuplicates();
    if (failures.isEmpty()) {
      assertThat(verifier.verify(parsed, endorsements, policy, challenge, at).verdict())
          .isEqualTo(verdict);
    } else {
      assertThatExceptionOfType(AttestationException.class)
          .isThrownBy(() -> verifier.verify(parsed, endorsements, policy, challenge, at));
    }
  }
}
