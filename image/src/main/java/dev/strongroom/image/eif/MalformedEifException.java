// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.eif;

import java.util.Locale;
import java.util.Objects;

/// Bytes that aren't an image as the format describes it.
public final class MalformedEifException extends Exception {
  private static final long serialVersionUID = 1;

  /// What is wrong.
  public enum Reason {
    /// The file doesn't begin with `.eif`.
    BAD_MAGIC,
    /// A version other than 2, 3 and 4.
    UNSUPPORTED_VERSION,
    /// A flag is set that has no meaning.
    UNKNOWN_FLAGS,
    /// Something is set that has to be zero.
    RESERVED_NOT_ZERO,
    /// Fewer sections than 2 or more than 32.
    BAD_SECTION_COUNT,
    /// The file ends inside the header or a section.
    TRUNCATED,
    /// The header's table says something else than the headers of the sections.
    HEADER_TABLE_MISMATCH,
    /// A section of a type that this version doesn't have.
    UNKNOWN_SECTION,
    /// Two kernels.
    DUPLICATE_KERNEL,
    /// Two command lines.
    DUPLICATE_COMMAND_LINE,
    /// Two signature sections.
    DUPLICATE_SIGNATURE,
    /// Two sections of metadata.
    DUPLICATE_METADATA,
    /// A section that has to be there isn't.
    MISSING_SECTION,
    /// Kernel, command line and ramdisks aren't in this order, on which measurements depend.
    SECTION_ORDER,
    /// Something follows after the last section.
    TRAILING_BYTES,
    /// The checksum is wrong.
    BAD_CRC,
    /// A section is larger than anyone would make it.
    TOO_LARGE,
    /// The signature section isn't the CBOR that it should be.
    BAD_SIGNATURE_SECTION;

    /// A stable name, such as `eif.bad-crc`.
    public String code() {
      return "eif." + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final Reason reason;
  private final long offset;

  MalformedEifException(Reason reason, long offset, String message) {
    // No stack trace: hostile input must not cost more than good input.
    super(message, null, false, false);
    this.reason = reason;
    this.offset = offset;
  }

  /// What is wrong.
  public Reason reason() {
    return reason;
  }

  /// Where, in bytes from the start of the file.
  public long offset() {
    return offset;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
