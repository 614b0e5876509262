// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

import java.util.Objects;

/// The bytes aren't well-formed evidence: there is nothing to verify.
public final class MalformedEvidenceException extends Exception {
  private static final long serialVersionUID = 1;

  private final String code;
  private final int offset;
  private final String problem;

  /// @param code a stable name of the rule that was broken, such as `cbor.duplicate-key`
  /// @param offset where, in bytes from the start of the evidence
  /// @param message the same for people
  public MalformedEvidenceException(String code, int offset, String message) {
    // No stack trace: hostile input must not cost more than good input.
    super(message + " at byte " + offset, null, false, false);
    this.code = code;
    this.offset = offset;
    this.problem = message;
  }

  /// A stable name of the rule that was broken.
  public String code() {
    return code;
  }

  /// Where the rule was broken, in bytes from the start of the evidence.
  public int offset() {
    return offset;
  }

  /// The same for people, without the place.
  public String problem() {
    return problem;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
