// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/// Long streams of bytes that are made and checked on the fly.
final class Payload {
  private Payload() {}

  /// Writes `length` bytes that follow from `seed`, in pieces of uneven size.
  ///
  /// @return their checksum
  static long write(OutputStream to, long seed, long length) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] block = new byte[256 * 1024];
    random.nextBytes(block);
    CRC32C sum = new CRC32C();
    for (long left = length; left > 0; ) {
      int piece = (int) Math.min(left, random.nextInt(1, block.length));
      int from = random.nextInt(block.length - piece + 1);
      to.write(block, from, piece);
      sum.update(block, from, piece);
      left -= piece;
    }
    return sum.getValue();
  }

  /// Reads `length` bytes.
  ///
  /// @return their checksum
  static long read(InputStream from, long length) throws IOException {
    byte[] block = new byte[200_000];
    CRC32C sum = new CRC32C();
    for (long left = length; left > 0; ) {
      int count = from.read(block, 0, (int) Math.min(left, block.length));
      if (count < 0) {
        throw new EOFException(left + " bytes missing");
      }
      sum.update(block, 0, count);
      left -= count;
    }
    return sum.getValue();
  }

  /// Sends back what comes, to the end.
  static void echo(VsockConnection connection) throws IOException {
    try (connection) {
      connection.inputStream().transferTo(connection.outputStream());
    }
  }
}
