// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.snp.GuestPolicy.Bit;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a report claims.
///
/// @param report where the claims were read
/// @param product the line of processors; empty if unknown
/// @param provider whom AMD leased the signing key to, by the certificate; empty for a chip's own
public record SnpClaims(SnpReport report, Optional<Product> product, Optional<String> provider)
    implements Claims {

  /// What a report claims by itself.
  public static SnpClaims of(SnpReport report) {
    return new SnpClaims(report, report.product(), Optional.empty());
  }

  @Override
  public EvidenceKind kind() {
    return EvidenceKind.SEV_SNP;
  }

  @Override
  public SortedMap<String, Bytes> measurements() {
    return Collections.unmodifiableSortedMap(
        new TreeMap<>(java.util.Map.of("measurement", report.measurement())));
  }

  @Override
  public boolean debug() {
    return report.policy().has(Bit.DEBUG);
  }

  @Override
  public Optional<Bytes> publicKey() {
    return Optional.empty();
  }

  /// The 64 bytes of the guest's choice.
  @Override
  public Optional<Bytes> userData() {
    return Optional.of(report.reportData());
  }

  @Override
  public Optional<Bytes> nonce() {
    return Optional.empty();
  }

  @Override
  public Optional<Instant> time() {
    return Optional.empty();
  }

  /// The chip's id, hexadecimal; empty if it isn't told.
  @Override
  public String instance() {
    return report.chipId().isAllZero() ? "" : report.chipId().hex();
  }

  @Override
  public boolean simulated() {
    return false;
  }
}
