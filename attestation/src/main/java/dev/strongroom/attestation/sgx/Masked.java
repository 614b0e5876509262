// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.sgx;

import dev.strongroom.attestation.Bytes;

/// What some bits of a field have to be.
///
/// @param mask bits that count
/// @param value what they have to be; zero where the mask is
public record Masked(Bytes mask, Bytes value) {

  /// Checks that the value says nothing outside the mask.
  ///
  /// @throws IllegalArgumentException if it does, the mask is zero, or lengths differ
  public Masked {
    if (mask.length() != value.length() || mask.isAllZero()) {
      throw new IllegalArgumentException("mask and value have one length, and the mask isn't zero");
    }
    for (int i = 0; i < mask.length(); i++) {
      if ((value.at(i) & ~mask.at(i)) != 0) {
        throw new IllegalArgumentException("the value has bits that the mask leaves out");
      }
    }
  }

  /// Whether a field of the same length is so.
  public boolean fits(Bytes field) {
    if (field.length() != mask.length()) {
      return false;
    }
    for (int i = 0; i < mask.length(); i++) {
      if ((field.at(i) & mask.at(i)) != value.at(i)) {
        return false;
      }
    }
    return true;
  }
}
