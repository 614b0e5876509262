// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.timestamp;

import dev.strongroom.attestation.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// When an authority saw a digest. Only a [TimestampToken] makes one.
public final class VerifiedTimestamp {
  private final Instant time;
  private final Optional<Duration> accuracy;
  private final String authority;
  private final Bytes anchor;

  VerifiedTimestamp(Instant time, Optional<Duration> accuracy, String authority, Bytes anchor) {
    this.time = time;
    this.accuracy = accuracy;
    this.authority = authority;
    this.anchor = anchor;
  }

  /// The authority's clock.
  public Instant time() {
    return time;
  }

  /// How far off that may be, either way; empty if the authority doesn't say.
  public Optional<Duration> accuracy() {
    return accuracy;
  }

  /// When the bytes existed at the latest: the time and, if it was said, the accuracy added.
  public Instant existedBy() {
    return time.plus(accuracy.orElse(Duration.ZERO));
  }

  /// The name in the authority's certificate.
  public String authority() {
    return authority;
  }

  /// SHA-256 of the pinned certificate that the path ends at.
  public Bytes anchor() {
    return anchor;
  }
}
