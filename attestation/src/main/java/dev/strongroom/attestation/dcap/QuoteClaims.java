// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.sgx.SgxClaims;
import dev.strongroom.attestation.tdx.TdxClaims;
import java.time.Instant;
import java.util.Optional;

/// What quotes claim alike, of enclaves and of trust domains.
public sealed interface QuoteClaims extends Claims permits SgxClaims, TdxClaims {
  /// The quote's body.
  QuoteBody report();

  /// What Intel's certificate says of the platform.
  Optional<PckFacts> pck();

  /// Empty: quotes have no field for a key.
  @Override
  default Optional<Bytes> publicKey() {
    return Optional.empty();
  }

  /// The report data, 64 bytes.
  @Override
  default Optional<Bytes> userData() {
    return Optional.of(report().reportData());
  }

  /// Empty: quotes have no field for a nonce.
  @Override
  default Optional<Bytes> nonce() {
    return Optional.empty();
  }

  /// Empty: quotes state no time.
  @Override
  default Optional<Instant> time() {
    return Optional.empty();
  }

  /// The platform's PPID, 32 hexadecimal digits; empty if it isn't known.
  @Override
  default String instance() {
    return pck().map(PckFacts::ppid).map(Bytes::hex).orElse("");
  }
}
