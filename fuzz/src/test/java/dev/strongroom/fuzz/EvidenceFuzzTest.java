// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.nitro.NitroPolicy;

/// Any bytes as evidence. What isn't one of the seeds' genuine documents can't become genuine: the
/// fuzzer has no key of AWS's.
class EvidenceFuzzTest {
  private static final Verifier VERIFIER =
      Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(4));
  private static final NitroPolicy ANY =
      NitroPolicy.builder()
          .ignoreImage("fuzzing")
          .ignoreSigner("fuzzing")
          .ignoreRole("fuzzing")
          .ignoreInstance("fuzzing")
          .requireNonce()
          .ignorePublicKey("fuzzing")
          .ignoreUserData("fuzzing")
          .ignoreAge("fuzzing")
          .build();

  @FuzzTest(maxDuration = "20s")
  void bytesGiveAVerdictOrMalformed(byte[] input) {
    Evidence evidence;
    try {
      evidence = Evidence.parse(Bytes.copyOf(input));
    } catch (MalformedEvidenceException e) {
      assertThat(e.offset()).isBetween(0, Math.max(input.length, 1));
      assertThat(e.code()).isNotBlank();
      return;
    }
    Challenge challenge = Challenge.ofNonce(Bytes.utf8("a nonce that no seed has"));
    Verdict verdict = VERIFIER.explain(evidence, ANY, challenge, AppraisalTime.archived());
    assertThat(verdict.accepted()).isFalse();
    assertThat(verdict.firstFailure()).isPresent();
  }
}
