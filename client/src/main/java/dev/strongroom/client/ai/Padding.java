// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import dev.strongroom.attestation.Bytes;
import java.util.Arrays;

/// What the length of a request shows to whoever carries it: ciphertext is as long as what is in
/// it. JSON is lengthened by spaces at its end, which mean nothing (RFC 8259, section 2). Of
/// answers it hides nothing.
public enum Padding {
  /// Its length.
  NONE,
  /// How many KiB it has, rounded up.
  KIBIBYTES,
  /// The next power of two, from 1 KiB.
  POWERS_OF_TWO;

  private static final int STEP = 1024;

  /// The body as it is sent.
  ///
  /// @param request with at most [ModelRequest#MOST] bytes; only JSON is padded
  Bytes pad(ModelRequest request) {
    Bytes body = request.body();
    boolean json = request.field("content-type").filter(MediaTypes::isJson).isPresent();
    if (!json || body.isEmpty()) {
      return body;
    }
    int length = padded(body.length());
    if (length == body.length()) {
      return body;
    }
    byte[] bytes = Arrays.copyOf(body.toByteArray(), length);
    Arrays.fill(bytes, body.length(), length, (byte) ' ');
    return Bytes.copyOf(bytes);
  }

  private int padded(int length) {
    return switch (this) {
      case NONE -> length;
      case KIBIBYTES -> Math.ceilDiv(length, STEP) * STEP;
      case POWERS_OF_TWO -> length <= STEP ? STEP : Integer.highestOneBit(length - 1) << 1;
    };
  }
}
