// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.debian;

import io.airlift.compress.v3.zstd.ZstdInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.XZInputStream;

/// Unpacks what Debian and its derivatives compress. Damage is told from a disk that fails.
final class Decompression {
  /// What `xz -9` needs, and some.
  private static final int MAX_MEMORY_KIB = 80 * 1024;

  private static final int BUFFER = 1 << 16;

  private Decompression() {}

  /// The plain bytes of a file.
  ///
  /// @param name decides by its end: `.xz`, `.gz`, `.zst`; else they are plain already
  /// @throws DamagedException if they aren't in that format; the stream throws it too
  static InputStream open(String name, InputStream packed) throws IOException {
    InputStream marked = new Marking(packed);
    try {
      InputStream plain =
          switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "xz" -> new XZInputStream(marked, MAX_MEMORY_KIB);
            case "gz" -> new GZIPInputStream(marked, BUFFER);
            case "zst" -> new ZstdInputStream(marked);
            default -> packed;
          };
      return plain.equals(packed) ? packed : new Telling(plain);
    } catch (IOException | RuntimeException e) {
      throw named(e);
    }
  }

  private static IOException named(Exception problem) {
    return switch (problem) {
      case UnreadableException unreadable -> unreadable;
      case EOFException _ -> new DamagedException("it ends too early", problem);
      // The decompressor for Zstandard has unchecked exceptions too.
      default -> new DamagedException(String.valueOf(problem.getMessage()), problem);
    };
  }

  /// Compressed bytes that can't be unpacked.
  static final class DamagedException extends IOException {
    private static final long serialVersionUID = 1;

    DamagedException(String problem, Exception cause) {
      super("the compression is damaged: " + problem, cause);
    }
  }

  /// A file that can't be read.
  private static final class UnreadableException extends IOException {
    private static final long serialVersionUID = 1;

    UnreadableException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /// Marks the errors of the file below.
  private static final class Marking extends FilterInputStream {
    Marking(InputStream in) {
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
      } catch (IOException e) {
        throw new UnreadableException(e);
      }
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
      } catch (IOException | RuntimeException e) {
        throw named(e);
      }
    }
  }
}
