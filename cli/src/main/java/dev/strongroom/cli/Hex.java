// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;

/// Hexadecimal values of options.
final class Hex {
  private Hex() {}

  /// Reads the value of `option`, of any length.
  static Bytes of(String option, String value) throws UsageException {
    try {
      return Bytes.fromHex(value);
    } catch (IllegalArgumentException e) {
      throw new UsageException(option + ": '" + value + "' isn't hexadecimal");
    }
  }

  /// Reads the value of `option`, of `length` bytes.
  static Bytes exactly(String option, String value, int length) throws UsageException {
    Bytes bytes = of(option, value);
    if (bytes.length() != length) {
      throw new UsageException(option + ": " + bytes.length() + " bytes instead of " + length);
    }
    return bytes;
  }
}
