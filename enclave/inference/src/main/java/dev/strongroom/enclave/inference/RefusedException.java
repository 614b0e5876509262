// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import dev.strongroom.enclave.inference.access.AccessRefusedException;
import dev.strongroom.enclave.inference.backend.BackendException;
import dev.strongroom.enclave.inference.volume.HistoryRefusedException;
import java.util.Objects;
import java.util.Optional;

/// A request isn't answered by a model. Nothing of the request is in the message.
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  /// In seconds, of back ends that can't be asked.
  private static final int RETRY = 5;

  private final String code;
  private final int status;
  private final transient Optional<String> param;
  private final int retryAfter;

  /// A refusal.
  ///
  /// @param code stable
  /// @param status of HTTP
  /// @param message for people
  public RefusedException(String code, int status, String message) {
    this(code, status, message, Optional.empty(), 0);
  }

  private RefusedException(
      String code, int status, String message, Optional<String> param, int retryAfter) {
    super(message);
    this.code = code;
    this.status = status;
    this.param = param;
    this.retryAfter = retryAfter;
  }

  /// The same about one member of the request.
  public RefusedException about(String name) {
    return new RefusedException(code, status, getMessage(), Optional.of(name), retryAfter);
  }

  /// The same, and when it may be tried again.
  ///
  /// @param seconds from now
  public RefusedException retryAfter(int seconds) {
    return new RefusedException(code, status, getMessage(), param, seconds);
  }

  /// The refusal of whoever may not ask.
  static RefusedException of(AccessRefusedException e) {
    return new RefusedException(
        e.code(), e.status(), e.getMessage(), Optional.empty(), e.retryAfter());
  }

  /// The refusal of what was asked of a history.
  static RefusedException of(HistoryRefusedException e) {
    return new RefusedException(
        e.code(), e.status(), e.getMessage(), Optional.empty(), e.retryAfter());
  }

  /// What becomes of a request that no back end answers.
  static RefusedException of(BackendException e) {
    String words = String.valueOf(e.getMessage());
    String code = e.problem().code();
    return switch (e.problem()) {
      case NOT_ACCEPTED, UNREACHABLE -> new RefusedException(code, 502, words).retryAfter(RETRY);
      case BUSY -> new RefusedException(code, 503, words).retryAfter(1);
      case UNSUPPORTED -> new RefusedException(code, 400, words);
    };
  }

  /// A request that isn't in its form.
  static RefusedException malformed(String message) {
    return new RefusedException("malformed-request", 400, message);
  }

  /// The stable name.
  public String code() {
    return code;
  }

  /// The status of HTTP.
  public int status() {
    return status;
  }

  /// Which member of the request it is about.
  public Optional<String> param() {
    return param;
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
