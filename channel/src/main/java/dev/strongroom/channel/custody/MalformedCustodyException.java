// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.custody;

import java.io.IOException;
import java.util.Objects;

/// The peer, or a file, says something that isn't a message of this version.
public final class MalformedCustodyException extends IOException {
  private static final long serialVersionUID = 1;

  /// @param message what is wrong, without anything secret
  public MalformedCustodyException(String message) {
    super(message);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
