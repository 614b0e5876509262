// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.bitcoin;

import dev.strongroom.attestation.Bytes;
import java.io.ByteArrayOutputStream;

/// Writes what Bitcoin's transactions are made of, numbers little-endian.
final class BitcoinWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  void u8(int value) {
    out.write(value);
  }

  void u32(long value) {
    number(value, 4);
  }

  void i64(long value) {
    number(value, 8);
  }

  void bytes(Bytes data) {
    out.writeBytes(data.toByteArray());
  }

  /// The shortest form of a length or count.
  void compactSize(long value) {
    if (value < 0xfd) {
      u8((int) value);
    } else if (value <= 0xffff) {
      u8(0xfd);
      number(value, 2);
    } else {
      u8(0xfe);
      number(value, 4);
    }
  }

  /// With its length in front.
  void sized(Bytes data) {
    compactSize(data.length());
    bytes(data);
  }

  void output(TransactionOutput output) {
    i64(output.amount());
    sized(output.script());
  }

  Bytes toBytes() {
    return Bytes.copyOf(out.toByteArray());
  }

  private void number(long value, int length) {
    for (int i = 0; i < length; i++) {
      out.write((int) (value >>> (8 * i)));
    }
  }
}
