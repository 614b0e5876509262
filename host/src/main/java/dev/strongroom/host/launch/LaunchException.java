// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import java.io.IOException;

/// An enclave didn't start.
public final class LaunchException extends IOException {
  private static final long serialVersionUID = 1;

  LaunchException(String message) {
    super(message);
  }
}
