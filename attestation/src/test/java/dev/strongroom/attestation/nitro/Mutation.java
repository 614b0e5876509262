// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.AttestationException;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import java.util.Optional;

/// A document with one thing changed, what judges it, and what must come of it.
///
/// @param name says what was changed; unique
/// @param evidence the changed document
/// @param policy the policy that judges it
/// @param challenge what it is compared with
/// @param time when it is judged
/// @param expected what must come of it
public record Mutation(
    String name,
    Bytes evidence,
    NitroPolicy policy,
    Challenge challenge,
    AppraisalTime time,
    Expectation expected) {

  /// The verdict; empty if the parser refuses the document.
  public Optional<Verdict> explain(Verifier verifier) {
    try {
      NitroDocument document = NitroDocument.parse(evidence);
      return Optional.of(verifier.explain(document, policy, challenge, time));
    } catch (MalformedEvidenceException e) {
      return Optional.empty();
    }
  }

  /// Fails unless `verifier` comes to what is expected, by `explain` as well as by `verify`.
  public void check(Verifier verifier) throws Exception {
    if (expected instanceof Expectation.Malformed(String code)) {
      assertThatExceptionOfType(MalformedEvidenceException.class)
          .isThrownBy(() -> NitroDocument.parse(evidence))
          .satisfies(e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code))
          .satisfies(e -> assertThat(e.offset()).isBetween(0, evidence.length()));
      return;
    }
    NitroDocument document = NitroDocument.parse(evidence);
    Verdict verdict = verifier.explain(document, policy, challenge, time);
    assertThat(verdict.checks())
        .as("each check has a name of its own")
        .extracting(check -> check.name())
        .doesNotHaveDuplicates();
    switch (expected) {
      case Expectation.Malformed _ -> throw new AssertionError("unreachable");
      case Expectation.Accepted _ -> {
        assertThat(Verdicts.failures(verdict)).isEmpty();
        assertThat(verdict.accepted()).isTrue();
        assertThat(verifier.verify(document, policy, challenge, time).verdict().accepted())
            .isTrue();
      }
      case Expectation.First(String first, var others) -> {
        assertThat(Verdicts.failures(verdict)).startsWith(first).containsAll(others);
        refused(verifier, document, first);
      }
      case Expectation.Only(var failures) -> {
        assertThat(Verdicts.failures(verdict)).isEqualTo(failures);
        refused(verifier, document, failures.getFirst());
      }
    }
  }

  private void refused(Verifier verifier, NitroDocument document, String first) {
    assertThatExceptionOfType(AttestationException.class)
        .isThrownBy(() -> verifier.verify(document, policy, challenge, time))
        .satisfies(e -> assertThat(first).endsWith(" " + e.reason().code()))
        .satisfies(e -> assertThat(e.getMessage()).isNotBlank())
        .satisfies(e -> assertThat(e.verdict().accepted()).isFalse());
  }

  @Override
  public String toString() {
    return name;
  }
}
