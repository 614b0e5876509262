// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.ramdisk;

import dev.strongroom.image.ramdisk.MalformedRamdiskException.Reason;
import io.airlift.compress.v3.zstd.ZstdInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.SingleXZInputStream;

/// One compressed part of a ramdisk, unpacked as it is read. Whatever a decompressor complains
/// about comes out under one name; a disk that fails doesn't.
final class Unpacked extends InputStream {
  /// What `xz -9` needs, and some.
  private static final int XZ_MEMORY_KIB = 80 * 1024;

  private final ByteSource source;
  private final InputStream plain;
  private long position;

  /// @param compression of what starts at the source's position; not [Compression#NONE]
  Unpacked(Compression compression, ByteSource source) throws IOException {
    this.source = source;
    try {
      plain =
          switch (compression) {
            case GZIP -> new GzipMember(source);
            case XZ -> new SingleXZInputStream(source, XZ_MEMORY_KIB);
            case ZSTD -> new ZstdInputStream(new ZstdFrame(source));
            case NONE -> throw new IllegalStateException("nothing to unpack");
          };
    } catch (IOException | RuntimeException e) {
      throw named(e);
    }
  }

  /// How many bytes came out.
  long position() {
    return position;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    try {
      int read = plain.read(target, offset, length);
      position += Math.max(read, 0);
      return read;
    } catch (IOException | RuntimeException e) {
      // Of the decompressor for Zstandard, which says so in many ways.
      throw named(e);
    }
  }

  @Override
  public void close() throws IOException {
    // Of the decompressor only: what follows is still to be read. None of the others holds
    // anything.
    if (plain instanceof GzipMember member) {
      member.close();
    }
  }

  private IOException named(Exception problem) {
    return switch (problem) {
      case MalformedRamdiskException malformed -> malformed;
      case ByteSource.UnreadableException unreadable -> unreadable;
      case EOFException _ -> source.truncated();
      case MemoryLimitException limit ->
          new MalformedRamdiskException(
              Reason.TOO_LARGE, source.position(), String.valueOf(limit.getMessage()));
      default ->
          new MalformedRamdiskException(
              Reason.BAD_COMPRESSION,
              source.position(),
              "it can't be unpacked: " + problem.getMessage());
    };
  }
}
