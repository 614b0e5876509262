// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.root;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// There is no root secret to be had; the enclave can't start. Its message goes to the host.
public final class RootSecretException extends Exception {
  private static final long serialVersionUID = 1;

  /// A failure.
  public RootSecretException(String message) {
    super(message);
  }

  /// A failure with its cause.
  public RootSecretException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
