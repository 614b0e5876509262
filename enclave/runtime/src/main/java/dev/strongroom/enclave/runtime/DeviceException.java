// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime;

import java.io.IOException;

/// The enclave's device didn't do what it was asked.
public final class DeviceException extends IOException {
  private static final long serialVersionUID = 1;

  /// @param message what was asked and what came of it
  public DeviceException(String message) {
    super(message);
  }
}
