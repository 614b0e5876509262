// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.boot;

import java.io.IOException;

/// The program that an enclave was to run doesn't run. The message is ours: it holds nothing that
/// the program said.
final class ProgramException extends IOException {
  private static final long serialVersionUID = 1L;

  ProgramException(String message) {
    super(message);
  }
}
