// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.access;

import java.util.Objects;

/// Somebody may not ask, or not now. The codes are stable; nothing of the request is in the
/// message.
public final class AccessRefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final String code;
  private final int status;
  private final int retryAfter;

  AccessRefusedException(String code, int status, String message) {
    this(code, status, message, 0);
  }

  AccessRefusedException(String code, int status, String message, int retryAfter) {
    super(message);
    this.code = code;
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /// The stable name.
  public String code() {
    return code;
  }

  /// The status of HTTP.
  public int status() {
    return status;
  }

  /// In seconds; 0 if nothing is to be said of that.
  public int retryAfter() {
    return retryAfter;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
