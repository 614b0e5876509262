// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.release;

import dev.strongroom.attestation.Bytes;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;

/// ECDSA signatures as X.509 and sigstore's tools write them (RFC 3279, 2.2.3): a SEQUENCE of two
/// INTEGERs.
final class DerSignature {
  private static final int SEQUENCE = 0x30;
  private static final int INTEGER = 2;
  private static final int ONE_LENGTH_BYTE = 0x81;
  private static final int SHORT = 0x80;

  private DerSignature() {}

  /// From `r || s`, both of the same width.
  static Bytes of(Bytes value) {
    int width = value.length() / 2;
    ByteArrayOutputStream numbers = new ByteArrayOutputStream();
    element(numbers, INTEGER, number(value.slice(0, width)));
    element(numbers, INTEGER, number(value.slice(width, value.length())));
    ByteArrayOutputStream sequence = new ByteArrayOutputStream();
    element(sequence, SEQUENCE, numbers.toByteArray());
    return Bytes.copyOf(sequence.toByteArray());
  }

  private static byte[] number(Bytes magnitude) {
    return new BigInteger(1, magnitude.toByteArray()).toByteArray();
  }

  /// Both numbers of P-521 have less than 256 bytes together.
  private static void element(ByteArrayOutputStream out, int tag, byte[] content) {
    out.write(tag);
    if (content.length >= SHORT) {
      out.write(ONE_LENGTH_BYTE);
    }
    out.write(content.length);
    out.writeBytes(content);
  }
}
