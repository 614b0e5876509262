// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.ramdisk;

import com.jcraft.jzlib.Deflater;
import com.jcraft.jzlib.DeflaterOutputStream;
import com.jcraft.jzlib.GZIPException;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Blob;
import dev.strongroom.image.Reproducible;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;

/// Compresses to the same bytes everywhere (RFC 1952), and pads them with zeros to a multiple of
/// four, which kernel and `gzip` skip: so a plain archive may follow.
public final class Gzip {
  private static final int BUFFER = 1 << 16;
  private static final int WINDOW_BITS = 15;

  private Gzip() {}

  /// Compresses into a file, which is replaced; memory doesn't grow with the input.
  ///
  /// @return the file's bytes
  /// @throws IOException if the input can't be read or the file not be written
  public static Blob compress(Blob plain, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      compress(plain, out);
    }
    return Blob.of(file);
  }

  /// Compresses into a stream, which stays open.
  ///
  /// @throws IOException if one side fails
  public static void compress(Blob plain, OutputStream out) throws IOException {
    Counted counted = new Counted(new BufferedOutputStream(out, BUFFER));
    counted.write(Bytes.fromHex(Reproducible.GZIP_HEAD).toByteArray());
    DeflaterOutputStream deflated = new DeflaterOutputStream(counted, deflater(), BUFFER, true);
    Summed summed = new Summed(deflated);
    plain.writeTo(summed);
    deflated.finish();
    counted.write(
        ByteBuffer.allocate(8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt((int) summed.crc.getValue())
            .putInt((int) plain.size())
            .array());
    counted.write(CpioWriter.padding(counted.count));
    counted.flush();
  }

  private static Deflater deflater() {
    try {
      return new Deflater(Reproducible.DEFLATE_LEVEL, WINDOW_BITS, true);
    } catch (GZIPException e) {
      throw new IllegalStateException("jzlib knows level and window", e);
    }
  }

  private static final class Counted extends FilterOutputStream {
    private long count;

    private Counted(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      count += length;
    }
  }

  private static final class Summed extends FilterOutputStream {
    private final CRC32 crc = new CRC32();

    private Summed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      crc.update(bytes, offset, length);
      out.write(bytes, offset, length);
    }
  }
}
