// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.ramdisk;

import java.io.IOException;
import java.util.Locale;
import java.util.Objects;

/// Bytes that aren't a ramdisk, or one that a kernel would unpack otherwise than it looks.
public final class MalformedRamdiskException extends IOException {
  private static final long serialVersionUID = 1;

  /// What is wrong.
  public enum Reason {
    /// Something else than an archive or a known compression starts here.
    UNKNOWN_FORMAT,
    /// A compression that kernels know and this reader doesn't: bzip2, LZMA, LZO, LZ4.
    UNSUPPORTED_COMPRESSION,
    /// Compressed bytes that can't be unpacked.
    BAD_COMPRESSION,
    /// The ramdisk ends inside something.
    TRUNCATED,
    /// An archive ends without its last entry.
    MISSING_TRAILER,
    /// A plain archive that doesn't start at a multiple of four: kernels ignore it.
    MISALIGNED,
    /// An entry's head that isn't thirteen hexadecimal numbers.
    BAD_NUMBER,
    /// An entry's name that is empty, too long, or has its NUL elsewhere than at the end.
    BAD_NAME,
    /// A mode that is no type of file.
    BAD_MODE,
    /// A link whose target is empty, too long, or has a NUL.
    BAD_LINK,
    /// More entries, bytes or memory for unpacking than anyone needs.
    TOO_LARGE;

    /// A stable name, such as `ramdisk.bad-name`.
    public String code() {
      return "ramdisk." + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final Reason reason;
  private final long offset;

  MalformedRamdiskException(Reason reason, long offset, String message) {
    super(message);
    this.reason = reason;
    this.offset = offset;
  }

  /// What is wrong.
  public Reason reason() {
    return reason;
  }

  /// How much of the ramdisk, as it is stored, had been read: the trouble is there or just before.
  public long offset() {
    return offset;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  /// A stack trace costs more than reading the bytes did.
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
