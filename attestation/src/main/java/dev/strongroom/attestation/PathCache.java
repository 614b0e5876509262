// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

import dev.strongroom.attestation.x509.RememberedPaths;

/// Remembers certificate paths whose signatures were verified, so that the next document of the
/// same machine costs two signatures instead of five. The caller owns it and chooses its size; it
/// is thread-safe. Only paths under a trusted root get in, dates are checked anew each time, and
/// whether a root is trusted is never remembered.
public sealed interface PathCache permits RememberedPaths {

  /// A cache that keeps the `paths` paths used last.
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
