// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.volume;

import java.util.Objects;

/// What was asked of somebody's history can't be done. The codes are stable; nothing that is kept,
/// and nothing of the request, is in the message.
public final class HistoryRefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final String code;
  private final int status;
  private final int retryAfter;

  /// A refusal.
  ///
  /// @param code stable
  /// @param status of HTTP
  /// @param message for people
  public HistoryRefusedException(String code, int status, String message) {
    this(code, status, message, 0);
  }

  private HistoryRefusedException(String code, int status, String message, int retryAfter) {
    super(message);
    this.code = code;
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /// Nothing of that name is there: for this key, which may be another one's.
  public static HistoryRefusedException notFound() {
    return new HistoryRefusedException("not-found", 404, "there is nothing of that name");
  }

  /// A request that isn't in its form.
  public static HistoryRefusedException malformed(String message) {
    return new HistoryRefusedException("malformed-request", 400, message);
  }

  /// A limit is reached.
  public static HistoryRefusedException full(String message) {
    return new HistoryRefusedException("history-full", 409, message);
  }

  /// The host shows an earlier state than the user has seen, or another one.
  static HistoryRefusedException rolledBack() {
    return new HistoryRefusedException(
        "rolled-back",
        409,
        "the host's store shows an older state than the user's side has seen, or another one");
  }

  /// The host's store has something else than what was put there, or nothing any more.
  public static HistoryRefusedException damaged() {
    return new HistoryRefusedException(
        "history-damaged", 502, "the host's store has something else than what was put there");
  }

  /// The host's store failed.
  static HistoryRefusedException unavailable() {
    return new HistoryRefusedException(
        "history-unavailable", 503, "the host's store failed: whether it was kept isn't known", 1);
  }

  /// Too many changes, or too much that is read, at once.
  static HistoryRefusedException busy(String message) {
    return new HistoryRefusedException("history-busy", 503, message, 1);
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
