// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.CountingProvider;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What certificates of a set have in common is verified once in a verdict, by a verifier that
/// remembers nothing from one to the next.
class SetCostTest {
  private static final FakeNvidia NVIDIA = NvidiaTable.NVIDIA;

  private final CountingProvider counting =
      new CountingProvider(SignatureProvider.fastest().provider());
  private final Verifier verifier =
      Verifier.create(SignatureProvider.of(counting), PathCache.none());

  private Verdict judged(Bytes evidence, Endorsements endorsements, NvidiaPolicyBuilder policy)
      throws Exception {
    return verifier.explain(
        NvidiaEvidence.parse(evidence),
        endorsements,
        policy.build(),
        Challenge.none(),
        AppraisalTime.at(FakeNvidia.TIME));
  }

  private int cost(Bytes evidence, Endorsements endorsements, NvidiaPolicyBuilder policy)
      throws Exception {
    int before = counting.verified();
    Verdict verdict = judged(evidence, endorsements, policy);
    assertThat(verdict.accepted()).as(String.valueOf(verdict.firstFailure())).isTrue();
    return counting.verified() - before;
  }

  private static Bytes gpus(int count) {
    List<FakeDevice> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(NVIDIA.gpu(i));
    }
    return FakeNvidia.list(all.toArray(FakeDevice[]::new));
  }

  @Test
  void eachDeviceMoreCostsThreeSignatures() throws Exception {
    NvidiaPolicyBuilder policy = NvidiaTable.lenient(EvidenceKind.NVIDIA_GPU);
    int one = cost(gpus(1), Endorsements.NONE, policy);
    // Its own certificate, its leaf, and its report; root, generation and provisioner are the same.
    assertThat(cost(gpus(8), Endorsements.NONE, policy)).isEqualTo(one + 7 * 3);
  }

  @Test
  void manifestsAreReadAndVerifiedOnce() throws Exception {
    Endorsements manifests =
        NvidiaTable.endorsements(
            List.of(FakeManifest.driver().item(), FakeManifest.vbios().item()));
    int one = cost(gpus(1), manifests, NvidiaTable.measured());
    assertThat(cost(gpus(8), manifests, NvidiaTable.measured())).isEqualTo(one + 7 * 3);
  }

  /// Nothing of a verdict is left for the next one.
  @Test
  void theNextVerdictCostsAsMuch() throws Exception {
    NvidiaPolicyBuilder policy = NvidiaTable.lenient(EvidenceKind.NVIDIA_GPU);
    Bytes evidence = gpus(3);
    int first = cost(evidence, Endorsements.NONE, policy);
    assertThat(cost(evidence, Endorsements.NONE, policy)).isEqualTo(first);
  }

  @Test
  void oneForgedDeviceAmongGenuineOnesIsFound() throws Exception {
    FakeDevice forged = new FakeNvidia().issued().gpu(2);
    Verdict verdict =
        judged(
            FakeNvidia.list(NVIDIA.gpu(0), NVIDIA.gpu(1), forged, NVIDIA.gpu(3)),
            Endorsements.NONE,
            NvidiaTable.lenient(EvidenceKind.NVIDIA_GPU));
    assertThat(verdict.genuine()).isFalse();
    assertThat(verdict.firstFailure().orElseThrow().name()).startsWith("gpu-2.");
  }
}
