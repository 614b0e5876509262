// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.debian;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.tukaani.xz.XZIOException;
import org.tukaani.xz.XZInputStream;

/// Unpacks what Debian compresses. Damage is told from a disk that fails.
final class Decompression {
  /// What `xz -9` needs, and some.
  private static final int MAX_MEMORY_KIB = 80 * 1024;

  private static final int BUFFER = 1 << 16;

  private Decompression() {}

  /// The plain bytes of a file.
  ///
  /// @param name decides by its end: `.xz`, `.gz`; else they are plain already
  /// @throws DamagedException if they aren't in that format; the stream throws it too
  static InputStream open(String name, InputStream packed) throws IOException {
    try {
      if (name.endsWith(".xz")) {
        return new Telling(new XZInputStream(packed, MAX_MEMORY_KIB));
      }
      if (name.endsWith(".gz")) {
        return new Telling(new GZIPInputStream(packed, BUFFER));
      }
      return packed;
    } catch (XZIOException | ZipException | EOFException e) {
      throw new DamagedException(e);
    }
  }

  /// Compressed bytes that can't be unpacked.
  static final class DamagedException extends IOException {
    private static final long serialVersionUID = 1;

    DamagedException(Exception cause) {
      super(
          "the compression is damaged, or ends too early"
              + (cause.getMessage() == null ? "" : ": " + cause.getMessage()),
          cause);
    }
  }

  /// Names damage.
  private static final class Telling extends FilterInputStream {
    Telling(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      try {
        return in.read(target, from, length);
      } catch (XZIOException | ZipException | EOFException e) {
        throw new DamagedException(e);
      }
    }
  }
}
