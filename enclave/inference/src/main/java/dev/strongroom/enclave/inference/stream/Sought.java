// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.stream;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// ASCII characters that are looked for in each event, so quickly.
final class Sought {
  private final byte[] text;
  private final int rare;

  /// @param text what is looked for
  /// @param rare which of its characters is in other texts least often
  Sought(String text, int rare) {
    this(text.getBytes(StandardCharsets.US_ASCII), rare);
  }

  /// @param text of at least one byte, which nobody changes any more
  Sought(byte[] text, int rare) {
    this.text = text;
    this.rare = rare;
  }

  /// Whether it is in `bytes`.
  boolean isIn(byte[] bytes) {
    byte first = text[rare];
    int last = bytes.length - (text.length - rare);
    for (int i = rare; i <= last; i++) {
      if (bytes[i] == first
          && Arrays.equals(bytes, i - rare, i - rare + text.length, text, 0, text.length)) {
        return true;
      }
    }
    return false;
  }
}
