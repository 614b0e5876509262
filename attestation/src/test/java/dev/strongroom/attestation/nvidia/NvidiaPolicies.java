// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia;

import dev.strongroom.attestation.EvidenceKind;
import java.util.Set;

/// Policies for tests to start from.
public final class NvidiaPolicies {
  private NvidiaPolicies() {}

  /// Asks for nothing that can be left out.
  public static NvidiaPolicyBuilder lenient(EvidenceKind kind) {
    NvidiaPolicyBuilder builder =
        kind == EvidenceKind.NVIDIA_GPU ? NvidiaPolicy.forGpus() : NvidiaPolicy.forSwitches();
    if (kind == EvidenceKind.NVIDIA_GPU) {
      builder
          .ignoreDriverVersions("test")
          .ignoreDriverManifest("test")
          .ignoreModes("test")
          .ignoreWholeGpu("test");
    }
    return builder
        .ignoreCount("test")
        .ignoreArchitectures("test")
        .ignoreVbiosVersions("test")
        .ignoreVbiosManifest("test")
        .ignoreDevices("test")
        .ignoreNonce("test")
        .allowUnknownRevocation("test");
  }

  /// Asks for what a careful relying party does.
  public static NvidiaPolicyBuilder strict(EvidenceKind kind) {
    NvidiaPolicyBuilder builder =
        kind == EvidenceKind.NVIDIA_GPU ? NvidiaPolicy.forGpus() : NvidiaPolicy.forSwitches();
    if (kind == EvidenceKind.NVIDIA_GPU) {
      builder
          .ignoreDriverVersions("the manifest says")
          .requireDriverManifest()
          .requireModes(Set.of(NvidiaMode.CONFIDENTIAL))
          .ignoreWholeGpu("reports don't say");
    }
    return builder
        .ignoreCount("any")
        .ignoreArchitectures("any")
        .ignoreVbiosVersions("the manifest says")
        .requireVbiosManifest()
        .ignoreDevices("any")
        .requireNonce();
  }
}
