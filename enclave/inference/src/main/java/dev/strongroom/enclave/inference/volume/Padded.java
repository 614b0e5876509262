// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.volume;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Contents lengthened to whole KiB, so that the host's store shows less of how long they are: four
/// bytes that say the length, the content, zeros.
final class Padded {
  private static final int STEP = 1 << 10;

  private Padded() {}

  static byte[] of(byte[] content) {
    int length = Math.ceilDiv(Integer.BYTES + content.length, STEP) * STEP;
    return ByteBuffer.allocate(length).putInt(content.length).put(content).array();
  }

  /// The content.
  ///
  /// @throws IllegalArgumentException if it isn't one that was lengthened
  static byte[] content(byte[] padded) {
    if (padded.length < Integer.BYTES) {
      throw new IllegalArgumentException("too short");
    }
    int length = ByteBuffer.wrap(padded).getInt();
    if (length < 0 || length > padded.length - Integer.BYTES) {
      throw new IllegalArgumentException("shorter than it says");
    }
    return Arrays.copyOfRange(padded, Integer.BYTES, Integer.BYTES + length);
  }
}
