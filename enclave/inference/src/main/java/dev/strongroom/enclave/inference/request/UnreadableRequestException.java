// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.request;

import java.util.Objects;
import java.util.Optional;

/// It can't be told from a request which model it is for. Nothing of the request is in the message.
public final class UnreadableRequestException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Optional<String> param;

  UnreadableRequestException(String message) {
    super(message);
    this.param = Optional.empty();
  }

  UnreadableRequestException(String message, String param) {
    super(message);
    this.param = Optional.of(param);
  }

  /// Which member it is about; one of those that the gateway knows.
  public Optional<String> param() {
    return param;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
