// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.kernel;

import dev.strongroom.attestation.Bytes;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.tukaani.xz.SingleXZInputStream;
import org.tukaani.xz.XZIOException;

/// The compressed part of a bzImage.
final class Payload {
  private static final int MAGIC = 6;
  private static final int MAX_MEMORY_KIB = 128 * 1024;

  private Payload() {}

  /// Unpacks.
  ///
  /// @return the kernel itself; empty if it is compressed by something else than gzip or xz
  /// @throws DamagedException if it isn't in its format; the stream throws it too
  static Optional<InputStream> open(InputStream packed) throws IOException {
    BufferedInputStream in = new BufferedInputStream(packed, 1 << 16);
    in.mark(MAGIC);
    Bytes magic = Bytes.copyOf(in.readNBytes(MAGIC));
    in.reset();
    try {
      if (magic.startsWith(Bytes.fromHex("1f8b08"))) {
        return Optional.of(new GZIPInputStream(in, 1 << 16));
      }
      if (magic.startsWith(Bytes.fromHex("fd377a585a00"))) {
        // Four bytes follow the stream: its length, for the code that unpacks the kernel.
        return Optional.of(new SingleXZInputStream(in, MAX_MEMORY_KIB));
      }
      return Optional.empty();
    } catch (IOException e) {
      throw named(e);
    }
  }

  /// What went wrong while unpacking: damage by its own name.
  static IOException named(IOException e) {
    boolean damage =
        e instanceof XZIOException || e instanceof ZipException || e instanceof EOFException;
    return damage ? new DamagedException(e) : e;
  }

  /// Compressed bytes that can't be unpacked.
  static final class DamagedException extends IOException {
    private static final long serialVersionUID = 1;

    DamagedException(IOException cause) {
      super(cause.getMessage() == null ? "it ends too early" : cause.getMessage(), cause);
    }
  }
}
