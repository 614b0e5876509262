// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import java.io.IOException;

/// An enclave didn't start.
public final class LaunchException extends IOException {
  private static final long serialVersionUID = 1;

  /// @param message what went wrong, for people
  public LaunchException(String message) {
    super(message);
  }
}
