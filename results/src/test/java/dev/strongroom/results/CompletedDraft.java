// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Check;
import dev.strongroom.attestation.Check.Outcome;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.policy.PolicyFile;
import java.time.Instant;
import java.util.Optional;

/// Completes drafts of policies, and judges evidence by them.
final class CompletedDraft {
  private static final Verifier VERIFIER =
      Verifier.create(SignatureProvider.jdk(), PathCache.none());

  private CompletedDraft() {}

  /// The draft with all that it leaves open ignored.
  static AppraisalPolicy completed(CorimPolicy draft, Optional<TrustAnchor> anchor)
      throws Exception {
    StringBuilder platform = new StringBuilder();
    StringBuilder others = new StringBuilder();
    for (String name : draft.undecided()) {
      boolean inside = name.startsWith("platform.");
      (inside ? platform : others)
          .append(",\"%s\":{\"ignore\":\"a test\"}".formatted(name.replace("platform.", "")));
    }
    anchor.ifPresent(pin ->
        others.append(
            ",\"anchors\":[{\"name\":\"test root\",\"%s\":\"%s\"}]"
                .formatted(
                    pin.pinned() == TrustAnchor.Pinned.KEY ? "keySha256" : "sha256",
                    pin.sha256().hex())));
    String json = draft.json().strip();
    String whole = json.substring(0, json.length() - 1) + others + "}";
    return PolicyFile.parse(
        whole
            .replace("\"platform\":{", "\"platform\":{" + platform.append(',').substring(1))
            .replace(",}", "}"));
  }

  /// The verdict on evidence that nothing is asked of.
  static Verdict judged(
      Bytes evidence, Endorsements endorsements, AppraisalPolicy policy, Instant at)
      throws Exception {
    return VERIFIER.explain(
        Evidence.parse(evidence), endorsements, policy, Challenge.none(), AppraisalTime.at(at));
  }

  /// It has to be accepted.
  static void accepted(Verdict verdict) {
    assertThat(verdict.accepted()).as(String.valueOf(verdict.firstFailure())).isTrue();
  }

  /// It has to be genuine, and refused by one check.
  static void refused(Verdict verdict, String check) {
    assertThat(verdict.genuine()).isTrue();
    assertThat(verdict.accepted()).isFalse();
    assertThat(
            verdict.checks().stream()
                .filter(one -> one.outcome() == Outcome.FAILED)
                .map(Check::name))
        .containsExactly(check);
  }
}
