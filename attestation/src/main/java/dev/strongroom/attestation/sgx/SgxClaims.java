// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.sgx;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.dcap.DcapQuote;
import dev.strongroom.attestation.dcap.EnclaveReport;
import dev.strongroom.attestation.dcap.PckFacts;
import java.time.Instant;
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
    implements Claims {

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

  /// Empty: quotes have no field for a key.
  @Override
  public Optional<Bytes> publicKey() {
    return Optional.empty();
  }

  /// The report data, 64 bytes.
  @Override
  public Optional<Bytes> userData() {
    return Optional.of(report.reportData());
  }

  /// Empty: quotes have no field for a nonce.
  @Override
  public Optional<Bytes> nonce() {
    return Optional.empty();
  }

  /// Empty: quotes state no time.
  @Override
  public Optional<Instant> time() {
    return Optional.empty();
  }

  /// The platform's PPID, 32 hexadecimal digits; empty if it isn't known.
  @Override
  public String instance() {
    return pck.map(PckFacts::ppid).map(Bytes::hex).orElse("");
  }
}
