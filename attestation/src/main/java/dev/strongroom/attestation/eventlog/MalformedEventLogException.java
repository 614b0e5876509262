// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.eventlog;

import java.util.Objects;

/// The bytes aren't a log of events.
public final class MalformedEventLogException extends Exception {
  private static final long serialVersionUID = 1;

  private final String code;
  private final int offset;

  /// @param code a stable name of the rule that was broken, such as `event-log.truncated`
  /// @param offset where, in bytes from the start; 0 where that isn't known
  /// @param message the same for people
  public MalformedEventLogException(String code, int offset, String message) {
    super(message + " at byte " + offset, null, false, false);
    this.code = code;
    this.offset = offset;
  }

  /// A stable name of the rule that was broken.
  public String code() {
    return code;
  }

  /// Where the rule was broken, in bytes from the start.
  public int offset() {
    return offset;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
