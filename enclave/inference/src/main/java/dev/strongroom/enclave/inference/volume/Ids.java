// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.volume;

import java.security.SecureRandom;
import java.util.HexFormat;

/// Makes names that nobody guesses.
///
/// @param random makes them
public record Ids(SecureRandom random) {
  private static final int LENGTH = 16;

  /// A new one.
  ///
  /// @param prefix says of what
  public String next(String prefix) {
    byte[] id = new byte[LENGTH];
    random.nextBytes(id);
    return prefix + HexFormat.of().formatHex(id);
  }
}
