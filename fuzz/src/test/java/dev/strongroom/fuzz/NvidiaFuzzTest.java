// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Endorsements.Item;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.nvidia.NvidiaEvidence;
import dev.strongroom.attestation.nvidia.NvidiaPolicy;
import dev.strongroom.attestation.nvidia.nras.NrasAnswer;
import dev.strongroom.attestation.x509.OcspResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/// Any bytes as evidence of GPUs, as what goes with it, and as an answer of NVIDIA's service. The
/// seeds are of a PKI of tests, whose keys nobody has kept.
class NvidiaFuzzTest {
  private static final Instant AT = Instant.parse("2026-02-03T04:05:06Z");
  private static final Verifier VERIFIER =
      Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(16));

  /// Pins the roots of the seeds. Nobody has a manifest of the driver.
  private static final NvidiaPolicy POLICY =
      NvidiaPolicy.forGpus()
          .anchor(anchor("2af91612dd066fab5d62cda6c3066ad87ae6ef0ae109ca2aa4be9bf34c7ac561"))
          .manifestAnchor(
              anchor("659d449dc32161983400c2625d503698c5821a6d9f4d28624b125c7ef77b564d"))
          .ignoreCount("fuzzing")
          .ignoreArchitectures("fuzzing")
          .ignoreDriverVersions("fuzzing")
          .ignoreVbiosVersions("fuzzing")
          .requireDriverManifest()
          .requireVbiosManifest()
          .ignoreModes("fuzzing")
          .ignoreWholeGpu("fuzzing")
          .ignoreDevices("fuzzing")
          .ignoreNonce("fuzzing")
          .allowUnknownRevocation("fuzzing")
          .build();

  private static final NvidiaEvidence GENUINE = genuine();

  private static TrustAnchor anchor(String sha256) {
    return new TrustAnchor("seed", Bytes.fromHex(sha256), false);
  }

  private static NvidiaEvidence genuine() {
    try (InputStream in = NvidiaFuzzTest.class.getResourceAsStream("nvidia-evidence.json")) {
      return NvidiaEvidence.parse(Bytes.copyOf(Objects.requireNonNull(in).readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (MalformedEvidenceException e) {
      throw new IllegalStateException(e);
    }
  }

  @FuzzTest(maxDuration = "20s")
  void bytesGiveAVerdictOrMalformed(byte[] input) {
    NvidiaEvidence evidence;
    try {
      evidence = NvidiaEvidence.parse(Bytes.copyOf(input));
    } catch (MalformedEvidenceException e) {
      assertThat(e.offset()).isNotNegative();
      assertThat(e.code()).isNotBlank();
      return;
    }
    Challenge challenge = Challenge.ofNonce(Bytes.utf8("a nonce that no seed has"));
    Verdict verdict = VERIFIER.explain(evidence, POLICY, challenge, AppraisalTime.at(AT));
    assertThat(verdict.accepted()).isFalse();
    assertThat(verdict.firstFailure()).isPresent();
  }

  @FuzzTest(maxDuration = "20s")
  void bytesAreAManifestOrRefused(byte[] input) {
    if (input.length == 0) {
      return;
    }
    Endorsements given =
        new Endorsements(
            List.of(Item.of(Endorsements.Type.REFERENCE_MANIFEST, Bytes.copyOf(input))));
    Verdict verdict =
        VERIFIER.explain(GENUINE, given, POLICY, Challenge.none(), AppraisalTime.at(AT));
    assertThat(verdict.genuine()).isTrue();
    assertThat(verdict.accepted()).isFalse();
  }

  @FuzzTest(maxDuration = "20s")
  void bytesAreAnOcspResponseOrRefused(byte[] input) {
    try {
      OcspResponse response = OcspResponse.parse(Bytes.copyOf(input));
      assertThat(response.signedPart().length()).isLessThan(input.length);
    } catch (DerException e) {
      assertThat(e.offset()).isBetween(0, Math.max(input.length, 1));
    }
  }

  @FuzzTest(maxDuration = "20s")
  void bytesAreAnAnswerOrMalformed(byte[] input) {
    try {
      NrasAnswer answer = NrasAnswer.parse(Bytes.copyOf(input));
      // The answer itself in place of keys: there are none in it.
      Endorsements keys =
          new Endorsements(List.of(Item.of(Endorsements.Type.KEY_SET, answer.encoded())));
      assertThat(
              Verifier.create(SignatureProvider.jdk(), PathCache.none())
                  .inspect(answer, keys, List.of(), AppraisalTime.at(AT))
                  .genuine())
          .isFalse();
    } catch (MalformedEvidenceException e) {
      assertThat(e.code()).isNotBlank();
    }
  }
}
