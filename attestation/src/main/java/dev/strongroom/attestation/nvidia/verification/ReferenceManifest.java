// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia.verification;

import dev.strongroom.attestation.Bytes;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What NVIDIA publishes of one release of firmware or driver (a SWID tag, ISO 19770-2, with the
/// attributes of TCG's RIM Information Model 1.01); nothing in it is verified.
///
/// @param product the chip that it is for, such as `GH100`
/// @param version the release, such as `96.00.9F.00.01`
/// @param edition `GPU` or `SWITCH`
/// @param active the accepted measurements by index from 0, unmodifiable; index i is block i + 1
/// @param chain of the signer, DER, leaf first
/// @param signature the XML signature
record ReferenceManifest(
    String product,
    String version,
    String edition,
    SortedMap<Integer, Set<Bytes>> active,
    List<Bytes> chain,
    ManifestSignature signature) {

  ReferenceManifest {
    active = Collections.unmodifiableSortedMap(new TreeMap<>(active));
    chain = List.copyOf(chain);
  }
}
