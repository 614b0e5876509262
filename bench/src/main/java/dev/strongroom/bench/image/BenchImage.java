// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.image;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Blob;
import dev.strongroom.image.eif.Architecture;
import dev.strongroom.image.eif.EifContents;
import dev.strongroom.image.eif.EifWriter;
import dev.strongroom.image.eif.Metadata;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.TreeMap;

/// Images of any size, of bytes that mean nothing.
final class BenchImage {
  private static final int MIB = 1 << 20;

  private BenchImage() {}

  /// Writes an image: kernel of 10 MiB, first ramdisk of 40 MiB, and a second one.
  static void write(Path file, int secondRamdiskMib) throws IOException {
    try (FileChannel out =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      EifWriter.write(
          EifContents.unsigned(
              Architecture.X86_64,
              pattern(10L * MIB),
              "reboot=t",
              new Metadata("bench", "0", "0", "strongroom", "0", new TreeMap<>()).json(),
              List.of(pattern(40L * MIB), pattern((long) secondRamdiskMib * MIB))),
          out);
    }
  }

  private static Blob pattern(long size) {
    Bytes block = Bytes.utf8("0123456789abcdef".repeat(1 << 12));
    byte[] bytes = block.toByteArray();
    return new Blob() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public InputStream open() {
        return new Repeated(bytes, size);
      }
    };
  }

  /// The same block over and over.
  private static final class Repeated extends InputStream {
    private final byte[] block;
    private long left;

    private Repeated(byte[] block, long size) {
      this.block = block;
      left = size;
    }

    @Override
    public int read() {
      if (left == 0) {
        return -1;
      }
      left--;
      return block[0];
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (left == 0) {
        return -1;
      }
      int count = (int) Math.min(Math.min(length, block.length), left);
      System.arraycopy(block, 0, target, offset, count);
      left -= count;
      return count;
    }
  }
}
