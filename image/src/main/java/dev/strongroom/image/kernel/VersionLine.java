// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// The words `Linux version RELEASE (…` in a kernel that isn't compressed: an arm64 Image has no
/// version in its header.
final class VersionLine {
  private static final byte[] WORDS = "Linux version ".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_LENGTH = 256;

  private VersionLine() {}

  /// @return what follows the words up to the line's end; empty if they aren't there
  /// @throws IOException if reading fails
  static String find(InputStream kernel) throws IOException {
    byte[] buffer = new byte[1 << 16];
    StringBuilder found = new StringBuilder();
    // No proper beginning of the words is repeated inside them, so a mismatch can only begin anew.
    int matched = 0;
    for (int count = kernel.read(buffer); count >= 0; count = kernel.read(buffer)) {
      for (int i = 0; i < count; i++) {
        int value = buffer[i] & 0xff;
        if (matched < WORDS.length) {
          matched = value == WORDS[matched] ? matched + 1 : (value == WORDS[0] ? 1 : 0);
        } else if (Field.printable(value) && found.length() < MAX_LENGTH) {
          found.append((char) value);
        } else if (isRelease(found)) {
          return found.toString();
        } else {
          // A format text such as "Linux version %s": the true one comes later.
          found.setLength(0);
          matched = 0;
        }
      }
    }
    return "";
  }

  private static boolean isRelease(StringBuilder found) {
    return !found.isEmpty() && found.charAt(0) >= '0' && found.charAt(0) <= '9';
  }
}
