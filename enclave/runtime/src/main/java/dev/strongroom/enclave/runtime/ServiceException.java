// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The service can't start, for a reason that the host and its operator get to read.
public final class ServiceException extends IOException {
  private static final long serialVersionUID = 1;

  /// @param message for them; holds nothing secret
  /// @param cause for the enclave only
  public ServiceException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
