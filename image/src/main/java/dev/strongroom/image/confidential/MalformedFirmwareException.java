// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.confidential;

import java.util.Locale;
import java.util.Objects;

/// A file that is no firmware which a confidential virtual machine could start an image with.
public final class MalformedFirmwareException extends Exception {
  private static final long serialVersionUID = 1;

  /// What is wrong.
  public enum Reason {
    /// No whole number of pages, or more than the room below 4 GiB that QEMU maps.
    BAD_SIZE,
    /// It doesn't end with OVMF's table of what it has.
    NO_TABLE,
    /// That table contradicts itself.
    BAD_TABLE,
    /// It says nothing about SEV-SNP.
    NO_SNP_METADATA,
    /// What it says about SEV-SNP can't be.
    BAD_SNP_METADATA,
    /// It wants pages of a kind that isn't known, so what is measured isn't known either.
    UNKNOWN_SECTION,
    /// It doesn't check what is started against measured digests: kernel, command line and ramdisks
    /// could be anybody's. Only OVMF's build `AmdSev` does.
    NO_KERNEL_HASHES,
    /// It says nothing about TDX.
    NO_TDX_METADATA,
    /// What it says about TDX can't be.
    BAD_TDX_METADATA,
    /// It wants its code added to a trust domain unmeasured: MRTD wouldn't say whose code it is.
    CODE_NOT_MEASURED,
    /// Its variables are kept in a form that isn't known, so they can't be taken out.
    UNKNOWN_VARIABLES;

    /// A stable name, such as `firmware.no-kernel-hashes`.
    public String code() {
      return "firmware." + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final Reason reason;
  private final long offset;

  MalformedFirmwareException(Reason reason, long offset, String problem) {
    // No stack trace: hostile input must not cost more than good input.
    super(reason.code() + " at byte " + offset + ": " + problem, null, false, false);
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
