// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.azure;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.json.JsonNode;

/// Evidence of one of Azure's confidential machines: what the hardware vouches for, and a quote of
/// the virtual TPM.
public sealed interface AzureEvidence extends Evidence permits AzureSnpEvidence, AzureTdxEvidence {

  /// The paravisor's part.
  VtpmQuote vtpm();

  /// Reads the container and what is in it; the HCL report says of which hardware it is.
  ///
  /// @throws MalformedEvidenceException if any of it breaks its layout; offsets inside the parts
  ///   count from the part's start
  static AzureEvidence parse(Bytes encoded) throws MalformedEvidenceException {
    return of(encoded, AzureContainer.parse(encoded));
  }

  /// Reads JSON that was parsed before, with nothing null in it.
  ///
  /// @throws MalformedEvidenceException as [#parse(Bytes)]
  static AzureEvidence read(Bytes encoded, JsonNode container) throws MalformedEvidenceException {
    return of(encoded, AzureContainer.read(encoded, container));
  }

  private static AzureEvidence of(Bytes encoded, AzureContainer container)
      throws MalformedEvidenceException {
    return switch (container.vtpm().hcl().type()) {
      case SNP -> AzureSnpEvidence.of(encoded, container);
      case TDX -> AzureTdxEvidence.of(encoded, container);
    };
  }
}
