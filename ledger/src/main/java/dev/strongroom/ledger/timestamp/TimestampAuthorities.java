// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.timestamp;

import dev.strongroom.attestation.Bytes;
import java.util.List;
import java.util.Set;

/// Which authorities' time is believed.
///
/// @param anchors SHA-256 of the DER of certificates: of roots, of issuers, or of an authority's
///   own
/// @param certificates DER of certificates that tokens may leave out; they aren't trusted by being
///   here
public record TimestampAuthorities(Set<Bytes> anchors, List<Bytes> certificates) {
  /// Copies both, and checks the lengths.
  public TimestampAuthorities {
    anchors = Set.copyOf(anchors);
    certificates = List.copyOf(certificates);
    if (anchors.stream().anyMatch(pin -> pin.length() != TimestampRequest.DIGEST_LENGTH)) {
      throw new IllegalArgumentException("a certificate is pinned by a SHA-256 of 32 bytes");
    }
  }
}
