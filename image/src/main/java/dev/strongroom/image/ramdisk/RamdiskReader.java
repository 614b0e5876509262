// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.ramdisk;

import dev.strongroom.image.ramdisk.MalformedRamdiskException.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads a ramdisk's entries one after another, as a kernel does (Linux, init/initramfs.c):
/// archives one behind the other, each plain or compressed, with zeros between them. Nothing of it
/// is kept in memory, so what it unpacks to doesn't matter.
///
/// What a kernel would quietly skip or read differently is refused: names with a second NUL,
/// entries with names or targets that are too long, plain archives at odd places.
public final class RamdiskReader implements Closeable {
  /// More than any file system needs.
  private static final int MOST_ENTRIES = 1 << 20;

  /// No kernel unpacks that much into the memory of an enclave.
  private static final long MOST_BYTES = 1L << 34;

  /// Packers fill up to the next page, or not much further.
  private static final int MOST_ZEROS = 1 << 20;

  private final ByteSource source;
  private @Nullable Unpacked part;
  private @Nullable CpioReader archive;
  private Compression compression = Compression.NONE;
  private int entries;
  private long bytes;

  /// A reader of a ramdisk's bytes, as an image has them; they are read as far as needed.
  public RamdiskReader(InputStream ramdisk) {
    source = new ByteSource(ramdisk);
  }

  /// The next entry; what is left of the previous one's content is skipped. Empty at the end.
  ///
  /// @throws MalformedRamdiskException if it can't be understood
  /// @throws IOException if it can't be read
  public Optional<RamdiskEntry> next() throws IOException {
    while (true) {
      if (archive == null && !findArchive()) {
        return Optional.empty();
      }
      CpioReader current = Objects.requireNonNull(archive);
      Optional<RamdiskEntry> entry = current.next(compression);
      if (entry.isPresent()) {
        count(entry.get());
        return entry;
      }
      archive = null;
    }
  }

  /// The content of the entry that [#next] returned last, to be read before the next one is.
  ///
  /// @throws IllegalStateException if there is none
  public InputStream content() {
    if (archive == null) {
      throw new IllegalStateException("there is no entry");
    }
    return archive.content();
  }

  @Override
  public void close() throws IOException {
    if (part != null) {
      part.close();
    }
    source.close();
  }

  /// Looks for the start of an archive: in the compressed part that is being read, then behind it.
  private boolean findArchive() throws IOException {
    while (true) {
      if (part != null) {
        int first = firstAfterZeros(part);
        if (first >= 0) {
          requireAligned(part.position() - 1);
          archive = new CpioReader(part, source, first);
          return true;
        }
        part.close();
        part = null;
      }
      while (source.peek(0) == 0) {
        source.advance(1);
      }
      if (source.peek(0) < 0) {
        return false;
      }
      compression = detect();
      if (compression == Compression.NONE) {
        archive = new CpioReader(source, source, source.require());
        return true;
      }
      part = new Unpacked(compression, source);
    }
  }

  /// Zeros that are stored end with the file; those that unpacking makes might not in our lifetime.
  private int firstAfterZeros(Unpacked unpacked) throws IOException {
    int zeros = 0;
    int value = unpacked.read();
    while (value == 0) {
      zeros++;
      if (zeros > MOST_ZEROS) {
        throw new MalformedRamdiskException(
            Reason.TOO_LARGE, source.position(), "more than " + MOST_ZEROS + " zeros in a row");
      }
      value = unpacked.read();
    }
    return value;
  }

  private Compression detect() throws IOException {
    if (startsWith('0', '7', '0')) {
      requireAligned(source.position());
      return Compression.NONE;
    }
    if (startsWith(0x1f, 0x8b)) {
      return Compression.GZIP;
    }
    if (startsWith(0xfd, '7', 'z', 'X', 'Z', 0)) {
      return Compression.XZ;
    }
    if (startsWith(0x28, 0xb5, 0x2f, 0xfd)) {
      return Compression.ZSTD;
    }
    boolean known =
        startsWith('B', 'Z', 'h')
            || startsWith(0x5d, 0, 0)
            || startsWith(0x89, 'L', 'Z', 'O')
            || startsWith(0x02, 0x21, 0x4c, 0x18);
    throw new MalformedRamdiskException(
        known ? Reason.UNSUPPORTED_COMPRESSION : Reason.UNKNOWN_FORMAT,
        source.position(),
        known
            ? "bzip2, LZMA, LZO and LZ4 can't be read"
            : "neither an archive (newc) nor a known compression");
  }

  private void requireAligned(long position) throws MalformedRamdiskException {
    if (position % CpioWriter.ALIGNMENT != 0) {
      throw new MalformedRamdiskException(
          Reason.MISALIGNED,
          source.position(),
          "an archive starts at byte " + position + ", no multiple of four");
    }
  }

  private boolean startsWith(int... magic) throws IOException {
    for (int i = 0; i < magic.length; i++) {
      if (source.peek(i) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  private void count(RamdiskEntry entry) throws MalformedRamdiskException {
    entries++;
    bytes += entry.size();
    if (entries > MOST_ENTRIES || bytes > MOST_BYTES) {
      throw new MalformedRamdiskException(
          Reason.TOO_LARGE,
          source.position(),
          "more than " + MOST_ENTRIES + " entries or " + MOST_BYTES + " bytes");
    }
  }
}
