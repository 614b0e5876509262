// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.azure;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.snp.SnpClaims;
import dev.strongroom.attestation.snp.SnpReport;

/// Evidence of one of Azure's confidential machines on SEV-SNP.
///
/// @param encoded the JSON around it
/// @param vtpm the paravisor's part
/// @param report the hardware's part
/// @param brought certificates that came along
public record AzureSnpEvidence(
    Bytes encoded, VtpmQuote vtpm, SnpReport report, Endorsements brought)
    implements AzureEvidence {

  static AzureSnpEvidence of(Bytes encoded, AzureContainer container)
      throws MalformedEvidenceException {
    return new AzureSnpEvidence(
        encoded,
        container.vtpm(),
        SnpReport.parse(container.vtpm().hcl().hardwareReport()),
        container.brought());
  }

  @Override
  public AzureClaims claims(boolean simulated) {
    return new AzureClaims(kind(), SnpClaims.of(report), vtpm);
  }

  @Override
  public EvidenceKind kind() {
    return EvidenceKind.AZURE_SEV_SNP;
  }
}
