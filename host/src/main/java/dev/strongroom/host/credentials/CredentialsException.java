// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.credentials;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// There are no credentials now. The message goes to the enclave, and from there into what it says
/// it is waiting for.
public final class CredentialsException extends Exception {
  private static final long serialVersionUID = 1;

  /// @param message which holds no part of any credentials
  public CredentialsException(String message) {
    this(message, null);
  }

  /// @param message which holds no part of any credentials
  /// @param cause stays here
  public CredentialsException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
