// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.composite.CompositeEvidence;
import dev.strongroom.attestation.dcap.IntelRoot;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.attestation.nvidia.NvidiaPolicy;
import dev.strongroom.attestation.snp.Product;
import dev.strongroom.handheld.HandheldEvidence;
import dev.strongroom.handheld.android.AndroidKeyEvidence;
import dev.strongroom.handheld.android.AndroidKeyPolicy;
import dev.strongroom.handheld.apple.AppAttestEvidence;
import dev.strongroom.handheld.apple.AppleRoot;
import java.util.ArrayList;
import java.util.List;

/// The makers' roots, for evidence that is looked at without a policy.
final class MakersRoots {
  private MakersRoots() {}

  /// Those for a piece of evidence, and for its parts.
  static List<TrustAnchor> of(Evidence evidence) {
    if (evidence instanceof CompositeEvidence composite) {
      List<TrustAnchor> all = new ArrayList<>(of(composite.cpu()));
      composite.devices().forEach(device -> all.addAll(of(device)));
      return all;
    }
    return of(evidence.kind());
  }

  /// Those for a phone's key.
  static List<TrustAnchor> of(HandheldEvidence evidence) {
    return switch (evidence) {
      case AndroidKeyEvidence _ -> AndroidKeyPolicy.GOOGLE;
      case AppAttestEvidence _ -> List.of(AppleRoot.ANCHOR);
    };
  }

  private static List<TrustAnchor> of(EvidenceKind kind) {
    return switch (kind) {
      case NITRO_ENCLAVE, NITRO_TPM -> List.of(NitroPolicy.AWS_ROOT_G1);
      case SEV_SNP, AZURE_SEV_SNP ->
          List.of(Product.values()).stream().map(Product::anchor).toList();
      case TDX, AZURE_TDX, SGX -> List.of(IntelRoot.ANCHOR);
      case NVIDIA_GPU, NVIDIA_SWITCH ->
          List.of(NvidiaPolicy.DEVICE_ROOT, NvidiaPolicy.MANIFEST_ROOT);
      // The keys that answers of services are signed with are given as endorsements; evidence of
      // phones is a type of its own.
      case NVIDIA_NRAS, COMPOSITE, ANDROID_KEY, APPLE_APP_ATTEST -> List.of();
    };
  }
}
