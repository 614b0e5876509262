// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.machine;

import java.io.IOException;

/// The machine can't be made ready; the enclave doesn't start. The message names the step, and
/// holds nothing secret.
public final class MachineException extends IOException {
  private static final long serialVersionUID = 1L;

  MachineException(String message) {
    super(message);
  }
}
