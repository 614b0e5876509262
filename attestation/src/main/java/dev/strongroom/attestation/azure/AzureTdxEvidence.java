// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.azure;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.dcap.DcapQuote;
import dev.strongroom.attestation.dcap.TdReport;
import dev.strongroom.attestation.tdx.TdxClaims;
import java.util.List;
import java.util.Optional;

/// Evidence of one of Azure's confidential machines on TDX.
///
/// @param encoded the JSON around it
/// @param vtpm the paravisor's part
/// @param report what the paravisor keeps in the virtual TPM; only the processor that made it could
///   tell whether it did
/// @param quote the hardware's part, which stands for the report
/// @param domain the quote's body
public record AzureTdxEvidence(
    Bytes encoded, VtpmQuote vtpm, HclTdReport report, DcapQuote quote, TdReport domain)
    implements AzureEvidence {

  static AzureTdxEvidence of(Bytes encoded, AzureContainer container)
      throws MalformedEvidenceException {
    HclTdReport report = HclTdReport.parse(container.vtpm().hcl().hardwareReport());
    Optional<Bytes> given = container.tdQuote();
    if (given.isEmpty()) {
      throw new MalformedEvidenceException(
          "azure.td-quote", 0, "evidence of a machine on TDX without \"td_quote\"");
    }
    DcapQuote quote = DcapQuote.parse(given.get());
    if (!(quote.body() instanceof TdReport domain)) {
      throw new MalformedEvidenceException(
          "azure.td-quote", 0, "\"td_quote\" is the quote of an enclave");
    }
    return new AzureTdxEvidence(encoded, container.vtpm(), report, quote, domain);
  }

  @Override
  public AzureClaims claims(boolean simulated) {
    return new AzureClaims(
        kind(), new TdxClaims(quote, domain, Optional.empty(), List.of(), simulated), vtpm);
  }

  @Override
  public EvidenceKind kind() {
    return EvidenceKind.AZURE_TDX;
  }
}
