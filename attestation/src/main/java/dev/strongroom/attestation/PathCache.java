// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

import dev.strongroom.attestation.x509.RememberedPaths;

/// Remembers certificate paths whose signatures were verified, so that the next document of the
/// same machine costs two signatures instead of five. Endorsements that such a path's key signed
/// are remembered as well, as they were read: revocation lists, Intel's collateral, NVIDIA's
/// manifests, and the certificates of those who sign them. The caller owns it and chooses its size;
/// it is thread-safe. Only what lies under a trusted root gets in, and is found again by all of its
/// bytes; dates and policy are checked anew each time, and whether a root is trusted is never
/// remembered.
public sealed interface PathCache permits RememberedPaths {

  /// A cache that keeps the `paths` paths used last, and up to four times as many endorsements, of
  /// 16 MiB together.
  ///
  /// @throws IllegalArgumentException if `paths` is negative
  static PathCache ofCapacity(int paths) {
    return new RememberedPaths(paths);
  }

  /// A cache that remembers nothing.
  static PathCache none() {
    return new RememberedPaths(0);
  }
}
