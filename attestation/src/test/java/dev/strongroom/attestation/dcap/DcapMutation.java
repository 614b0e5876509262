// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap;

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
import java.util.List;
import java.util.Optional;

/// A quote with one thing changed, what judges it, and what must come of it.
///
/// @param name says what was changed; unique
/// @param evidence the changed quote
/// @param endorsements what is given along
/// @param policy what judges it
/// @param challenge what it is compared with
/// @param time when it is judged
/// @param expected `accepted`, `malformed CODE`, or the first failure as `CHECK REASON`; others
///   that have to be there follow, `; ` between them
record DcapMutation(
    String name,
    Bytes evidence,
    Endorsements endorsements,
    AppraisalPolicy policy,
    Challenge challenge,
    AppraisalTime time,
    String expected) {

  private static final String MALFORMED = "malformed ";

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

  /// Fails unless it comes out as expected, by `explain` as well as by `verify`.
  void check(Verifier verifier) throws Exception {
    if (expected.startsWith(MALFORMED)) {
      assertThatExceptionOfType(MalformedEvidenceException.class)
          .isThrownBy(() -> Evidence.parse(evidence))
          .satisfies(e -> assertThat(MALFORMED + e.code()).as(e.getMessage()).isEqualTo(expected))
          .satisfies(e -> assertThat(e.offset()).isBetween(0, evidence.length()));
      return;
    }
    Evidence parsed = Evidence.parse(evidence);
    Verdict verdict = verifier.explain(parsed, endorsements, policy, challenge, time);
    assertThat(verdict.checks()).extracting(Check::name).doesNotHaveDuplicates();
    List<String> failures = failures(verdict);
    if (expected.equals("accepted")) {
      assertThat(failures).isEmpty();
      assertThat(verdict.accepted()).isTrue();
      assertThat(verifier.verify(parsed, endorsements, policy, challenge, time).verdict())
          .isEqualTo(verdict);
      return;
    }
    List<String> wanted = List.of(expected.split("; ", -1));
    assertThat(failures).startsWith(wanted.getFirst()).containsAll(wanted);
    assertThat(verdict.accepted()).isFalse();
    assertThatExceptionOfType(AttestationException.class)
        .isThrownBy(() -> verifier.verify(parsed, endorsements, policy, challenge, time))
        .satisfies(e -> assertThat(wanted.getFirst()).endsWith(" " + e.reason().code()));
  }

  static List<String> failures(Verdict verdict) {
    return verdict.checks().stream()
        .flatMap(check -> {
          var reason = check.reason();
          return reason == null
              ? java.util.stream.Stream.<String>empty()
              : java.util.stream.Stream.of(check.name() + " " + reason.code());
        })
        .toList();
  }
}
