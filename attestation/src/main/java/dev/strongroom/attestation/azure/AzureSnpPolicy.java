// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.azure;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.snp.SnpRequirements;
import java.util.List;

/// What a relying party accepts of one of Azure's machines on SEV-SNP.
///
/// @param requirements of the hardware's report, which the paravisor had made
/// @param machine of the machine that the paravisor runs
public record AzureSnpPolicy(SnpRequirements requirements, VtpmRequirements machine)
    implements AppraisalPolicy {

  @Override
  public EvidenceKind kind() {
    return EvidenceKind.AZURE_SEV_SNP;
  }

  @Override
  public List<TrustAnchor> anchors() {
    return requirements.anchors();
  }
}
