// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia.verification;

import dev.strongroom.attestation.Bytes;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What NVIDIA publishes of one release of firmware or driver (a SWID tag, ISO 19770-2, with the
/// attributes of TCG's RIM Information Model 1.01); nothing in it is verified. Two of the same
/// bytes are the same.
///
/// @param encoded all of it
/// @param product the chip that it is for, such as `GH100`
/// @param version the release, such as `96.00.9F.00.01`
/// @param edition `GPU` or `SWITCH`
/// @param active the accepted measurements by index from 0, unmodifiable; index i is block i + 1
/// @param chain of the signer, DER, leaf first
/// @param chainEnds when the first of the chain's certificates ends, of those that can be read
/// @param signature the XML signature; empty once it was verified, as it keeps the whole document
record ReferenceManifest(
    Bytes encoded,
    String product,
    String version,
    String edition,
    SortedMap<Integer, Set<Bytes>> active,
    List<Bytes> chain,
    Optional<Instant> chainEnds,
    Optional<ManifestSignature> signature) {

  ReferenceManifest {
    active = Collections.unmodifiableSortedMap(new TreeMap<>(active));
    chain = List.copyOf(chain);
  }

  /// To be kept.
  ReferenceManifest withoutSignature() {
    return new ReferenceManifest(
        encoded, product, version, edition, active, chain, chainEnds, Optional.empty());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ReferenceManifest manifest && encoded.equals(manifest.encoded);
  }

  @Override
  public int hashCode() {
    return 31 * product.hashCode() + version.hashCode();
  }
}
