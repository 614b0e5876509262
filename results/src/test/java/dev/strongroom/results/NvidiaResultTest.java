// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import static dev.strongroom.results.TrustClaim.CONFIGURATION;
import static dev.strongroom.results.TrustClaim.EXECUTABLES;
import static dev.strongroom.results.TrustClaim.HARDWARE;
import static dev.strongroom.results.TrustClaim.INSTANCE_IDENTITY;
import static dev.strongroom.results.TrustClaim.RUNTIME_OPAQUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.fixtures.NvidiaVectors;
import dev.strongroom.attestation.fixtures.Vectors;
import dev.strongroom.attestation.nvidia.NvidiaPolicy;
import dev.strongroom.attestation.nvidia.NvidiaPolicyBuilder;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// As [KindResultTest], of NVIDIA's devices.
class NvidiaResultTest {
  private static final String WHY = "a test";

  private static NvidiaPolicyBuilder nvidia(EvidenceKind kind) {
    NvidiaPolicyBuilder builder =
        kind == EvidenceKind.NVIDIA_GPU
            ? NvidiaPolicy.forGpus()
                .ignoreDriverVersions(WHY)
                .ignoreDriverManifest(WHY)
                .ignoreModes(WHY)
                .ignoreWholeGpu(WHY)
            : NvidiaPolicy.forSwitches();
    return builder
        .ignoreCount(WHY)
        .ignoreArchitectures(WHY)
        .ignoreVbiosVersions(WHY)
        .ignoreVbiosManifest(WHY)
        .ignoreDevices(WHY)
        .ignoreNonce(WHY)
        .allowUnknownRevocation(WHY);
  }

  private static Map<TrustClaim, Integer> nvidia(String id, NvidiaPolicy policy) throws Exception {
    NvidiaVectors vectors =
        NvidiaVectors.find()
            .orElseGet(() -> {
              Vectors.orAbort();
              throw new IllegalStateException("Nitro's samples without NVIDIA's");
            });
    Map<?, ?> sample =
        vectors.cases().stream()
            .filter(one -> NvidiaVectors.text(one, "id").equals(id))
            .findFirst()
            .orElseThrow();
    return KindResultTest.vector(
        vectors.bytes(NvidiaVectors.text(sample, "evidence")),
        vectors.endorsements(sample),
        policy,
        Instant.parse(NvidiaVectors.text(sample, "at")));
  }

  @Test
  void affirmsWhatAManifestShowed() throws Exception {
    // Nothing here brings OCSP's answers, so whether devices were revoked isn't known.
    EvidenceKind gpu = EvidenceKind.NVIDIA_GPU;
    EvidenceKind of = EvidenceKind.NVIDIA_SWITCH;
    assertThat(nvidia("hopper-535.86.09", nvidia(gpu).build()))
        .containsEntry(INSTANCE_IDENTITY, 2)
        .containsEntry(HARDWARE, 97)
        .doesNotContainKeys(EXECUTABLES, RUNTIME_OPAQUE);
    // Whatever driver.
    assertThat(nvidia("hopper-535.86.09", nvidia(gpu).requireVbiosManifest().build()))
        .doesNotContainKey(EXECUTABLES);
    assertThat(nvidia("hopper-535.86.09", nvidia(gpu).requireDriverManifest().build()))
        .containsEntry(EXECUTABLES, 96);
    assertThat(nvidia("nvswitch-ls10", nvidia(of).build())).doesNotContainKey(EXECUTABLES);
    assertThat(nvidia("nvswitch-ls10", nvidia(of).requireVbiosManifest().build()))
        .containsEntry(EXECUTABLES, 2);
    assertThat(nvidia("nvswitch-ls10", nvidia(of).requireVbiosVersions(Set.of("1.0")).build()))
        .containsEntry(CONFIGURATION, 96);
    assertThat(nvidia("nvswitch-ls10", nvidia(of).requireDevices(Set.of("1")).build()))
        .containsEntry(INSTANCE_IDENTITY, 96);
  }
}
