// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel;

import java.io.IOException;
import java.util.Objects;

/// The peer sent something that isn't an exchange of this version.
public final class MalformedExchangeException extends IOException {
  private static final long serialVersionUID = 1;

  MalformedExchangeException(String message) {
    super(message);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
