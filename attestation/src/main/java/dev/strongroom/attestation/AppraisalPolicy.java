// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

import dev.strongroom.attestation.azure.AzureSnpPolicy;
import dev.strongroom.attestation.azure.AzureTdxPolicy;
import dev.strongroom.attestation.composite.CompositePolicy;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.attestation.nvidia.NvidiaPolicy;
import dev.strongroom.attestation.nvidia.nras.NrasPolicy;
import dev.strongroom.attestation.sgx.SgxPolicy;
import dev.strongroom.attestation.snp.SnpPolicy;
import dev.strongroom.attestation.tdx.TdxPolicy;
import java.util.List;

/// An appraisal policy (RFC 9334, section 8.5): what a relying party accepts. A policy has to say
/// `require` or `ignore` for each identity claim of its kind of evidence, else it can't be built.
public sealed interface AppraisalPolicy
    permits NitroPolicy,
        SnpPolicy,
        AzureSnpPolicy,
        AzureTdxPolicy,
        TdxPolicy,
        SgxPolicy,
        NvidiaPolicy,
        NrasPolicy,
        CompositePolicy {

  /// The kind of evidence that the policy is for; all others are refused.
  EvidenceKind kind();

  /// The roots that it accepts.
  List<TrustAnchor> anchors();
}
