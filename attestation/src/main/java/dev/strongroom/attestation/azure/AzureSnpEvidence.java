// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.azure;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Evidence;
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
    Bytes encoded, VtpmQuote vtpm, SnpReport report, Endorsements brought) implements Evidence {

  /// Reads the container and what is in it.
  ///
  /// @throws MalformedEvidenceException if any of it breaks its layout; offsets inside the parts
  ///   count from the part's start
  public static AzureSnpEvidence parse(Bytes encoded) throws MalformedEvidenceException {
    AzureContainer container = AzureContainer.parse(encoded);
    HclReport hcl = container.vtpm().hcl();
    return switch (hcl.type()) {
      case SNP ->
          new AzureSnpEvidence(
              encoded,
              container.vtpm(),
              SnpReport.parse(hcl.hardwareReport()),
              container.brought());
      case TDX ->
          throw new MalformedEvidenceException(
              "azure.hardware", 0, "evidence of a machine on TDX isn't understood yet");
    };
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
