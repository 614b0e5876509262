// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.azure;

import dev.strongroom.attestation.Bytes;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// Values of registers that a policy accepts together.
///
/// @param name of what they measure, for people
/// @param values by number, 32 bytes each
public record PcrValues(String name, SortedMap<Integer, Bytes> values) {
  private static final int LAST = 23;

  /// Checks the values.
  ///
  /// @throws IllegalArgumentException if there is none, or one can't be
  public PcrValues {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    if (name.isBlank() || values.isEmpty()) {
      throw new IllegalArgumentException("reference values need a name, and a register at least");
    }
    values.forEach((register, value) -> {
      if (register < 0 || register > LAST || value.length() != 32 || value.isAllZero()) {
        throw new IllegalArgumentException(
            "registers are 0 to 23, values 32 bytes that aren't all zero");
      }
    });
  }
}
