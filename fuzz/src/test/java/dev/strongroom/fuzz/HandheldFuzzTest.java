// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.policy.MalformedPolicyException;
import dev.strongroom.handheld.HandheldEndorsements;
import dev.strongroom.handheld.HandheldEvidence;
import dev.strongroom.handheld.HandheldPolicyFile;
import dev.strongroom.handheld.HandheldVerifier;
import dev.strongroom.handheld.android.AndroidKeyEvidence;
import dev.strongroom.handheld.android.AndroidKeyPolicy;
import dev.strongroom.handheld.android.StatusList;
import dev.strongroom.handheld.apple.AppAttestAssertion;
import dev.strongroom.handheld.apple.AppleRoot;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Any bytes as evidence of phones, and as what belongs to it. The seeds are under test roots that
/// nobody pinned, so nothing can become genuine.
class HandheldFuzzTest {
  private static final Instant AT = Instant.parse("2026-11-20T12:00:00Z");
  private static final HandheldVerifier VERIFIER =
      HandheldVerifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(4));
  private static final Challenge CHALLENGE =
      Challenge.ofNonce(Bytes.utf8("a challenge of the relying party"));

  @FuzzTest(maxDuration = "20s")
  void bytesGiveAVerdictOrMalformed(byte[] input) {
    Bytes encoded = Bytes.copyOf(input);
    List<TrustAnchor> anchors = new ArrayList<>(AndroidKeyPolicy.GOOGLE);
    anchors.add(AppleRoot.ANCHOR);
    try {
      HandheldEvidence evidence = HandheldEvidence.parse(encoded);
      Verdict verdict =
          VERIFIER
              .inspect(
                  evidence, HandheldEndorsements.NONE, anchors, CHALLENGE, AppraisalTime.at(AT))
              .verdict();
      assertThat(verdict.genuine()).isFalse();
      assertThat(verdict.accepted()).isFalse();
    } catch (MalformedEvidenceException e) {
      assertThat(e.offset()).isBetween(0, Math.max(input.length, 1));
      assertThat(e.code()).isNotBlank();
    }
    // Whatever one kind's recognition says, the other's parser has to bear it.
    try {
      assertThat(AndroidKeyEvidence.parse(encoded).chain()).hasSizeBetween(2, 10);
    } catch (MalformedEvidenceException e) {
      assertThat(e.code()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "20s")
  void bytesGiveAnAssertionOrMalformed(byte[] input) {
    try {
      AppAttestAssertion assertion = AppAttestAssertion.parse(Bytes.copyOf(input));
      assertThat(assertion.authenticatorData().appIdHash().length()).isEqualTo(32);
      assertThat(assertion.authenticatorData().counter()).isBetween(0L, 0xffff_ffffL);
    } catch (MalformedEvidenceException e) {
      assertThat(e.code()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "20s")
  void textGivesAListOrMalformed(byte[] input) {
    try {
      StatusList list = StatusList.parse(Bytes.copyOf(input), AT);
      assertThat(list.size()).isNotNegative();
    } catch (MalformedJsonException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "20s")
  void textGivesAPolicyOrMalformed(byte[] input) {
    try {
      assertThat(HandheldPolicyFile.parse(new String(input, StandardCharsets.UTF_8)).anchors())
          .isNotEmpty();
    } catch (MalformedPolicyException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
