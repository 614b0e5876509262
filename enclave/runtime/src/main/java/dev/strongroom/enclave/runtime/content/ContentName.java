// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.content;

import dev.strongroom.attestation.Bytes;

/// What content is, whoever brings it.
///
/// @param sha256 32 bytes
/// @param length in bytes, at least 1
public record ContentName(Bytes sha256, long length) {
  /// Checks the lengths.
  ///
  /// @throws IllegalArgumentException if one can't be
  public ContentName {
    if (sha256.length() != 32 || length < 1) {
      throw new IllegalArgumentException("not the name of content");
    }
  }
}
