// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.cbor;

import java.util.Objects;

/// The input isn't the strict subset of CBOR that [CborReader] accepts.
public final class CborException extends Exception {
  private static final long serialVersionUID = 1;

  private final String code;
  private final int offset;

  CborException(String code, int offset, String message) {
    // No stack trace: hostile input must not cost more than good input.
    super(message, null, false, false);
    this.code = code;
    this.offset = offset;
  }

  /// A stable name of the rule that was broken, such as `cbor.duplicate-key`.
  public String code() {
    return code;
  }

  /// Where the offending item starts, in bytes from the start of the whole input.
  public int offset() {
    return offset;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
