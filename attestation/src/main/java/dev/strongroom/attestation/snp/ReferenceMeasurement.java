// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp;

import dev.strongroom.attestation.Bytes;

/// A launch measurement that a policy accepts.
///
/// @param name of what was measured, for people
/// @param value 48 bytes
public record ReferenceMeasurement(String name, Bytes value) {

  /// Checks the value.
  ///
  /// @throws IllegalArgumentException if it can't be a measurement, or there is no name
  public ReferenceMeasurement {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a reference measurement needs a name");
    }
    if (value.length() != 48 || value.isAllZero()) {
      throw new IllegalArgumentException("a measurement has 48 bytes that aren't all zero");
    }
  }
}
