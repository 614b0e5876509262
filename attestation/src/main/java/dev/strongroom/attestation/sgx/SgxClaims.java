// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.sgx;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.dcap.DcapQuote;
import dev.strongroom.attestation.dcap.EnclaveReport;
import dev.strongroom.attestation.dcap.PckFacts;
import dev.strongroom.attestation.dcap.QuoteClaims;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What an enclave's quote claims.
///
/// @param quote where the claims were read
/// @param report the quote's body
/// @param pck what Intel's certificate says of the platform
/// @param simulated whether the root is a simulated device's
public record SgxClaims(
    DcapQuote quote, EnclaveReport report, Optional<PckFacts> pck, boolean simulated)
    implements QuoteClaims {

  @Override
  public EvidenceKind kind() {
    return EvidenceKind.SGX;
  }

  @Override
  public SortedMap<String, Bytes> measurements() {
    SortedMap<String, Bytes> named = new TreeMap<>();
    for (SgxPolicy.Identity identity : SgxPolicy.Identity.values()) {
      named.put(identity.label(), value(identity));
    }
    return Collections.unmodifiableSortedMap(named);
  }

  /// The value of a claim.
  public Bytes value(SgxPolicy.Identity identity) {
    return switch (identity) {
      case MRENCLAVE -> report.mrEnclave();
      case MRSIGNER -> report.mrSigner();
      case CONFIG_ID -> report.configId();
      case EXTENDED_PRODUCT_ID -> report.extendedProductId();
      case FAMILY_ID -> report.familyId();
    };
  }

  /// {@inheritDoc}
  ///
  /// Bit 1 of ATTRIBUTES.
  @Override
  public boolean debug() {
    return (report.attributes().at(0) & 2) != 0;
  }
}
