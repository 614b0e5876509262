// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.kernel;

import java.util.Locale;

/// A file that is no kernel, or no kernel's configuration, that an image could have.
public final class MalformedKernelException extends Exception {
  private static final long serialVersionUID = 1;

  private final Reason reason;
  private final long offset;

  /// What is wrong.
  public enum Reason {
    /// Neither a bzImage nor an arm64 Image.
    NOT_A_KERNEL,
    /// It ends before what its header announces.
    TRUNCATED,
    /// A field of its header has a value that can't be.
    BAD_HEADER,
    /// A kernel that an enclave can't start: too old, or for 32-bit processors.
    UNSUPPORTED,
    /// EFI firmware can't start it: it isn't also a program of EFI's.
    NO_EFI_STUB,
    /// The compressed part can't be unpacked.
    BAD_PAYLOAD,
    /// Its configuration can't be read.
    BAD_CONFIGURATION;

    /// A stable name, such as `kernel.truncated`.
    public String code() {
      return "kernel." + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /// @param offset where in the file, in bytes
  MalformedKernelException(Reason reason, long offset, String problem) {
    super(reason.code() + " at byte " + offset + ": " + problem);
    this.reason = reason;
    this.offset = offset;
  }

  /// What is wrong.
  public Reason reason() {
    return reason;
  }

  /// Where in the file, in bytes.
  public long offset() {
    return offset;
  }
}
