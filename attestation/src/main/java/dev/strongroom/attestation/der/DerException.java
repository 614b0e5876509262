// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.der;

import java.util.Objects;

/// The input isn't the strict DER that [DerReader] accepts.
public final class DerException extends Exception {
  private static final long serialVersionUID = 1;

  private final int offset;

  /// @param offset in bytes from the start of the outermost structure
  public DerException(int offset, String message) {
    // No stack trace: hostile input must not cost more than good input.
    super(message + " at byte " + offset, null, false, false);
    this.offset = offset;
  }

  /// Where the offending element starts, in bytes from the start of the outermost structure.
  public int offset() {
    return offset;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
