// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

/// The enclave, or what it says, didn't satisfy a ceremony's step; the message says why.
final class RefusedByEnclaveException extends Exception {
  private static final long serialVersionUID = 1;

  RefusedByEnclaveException(String message) {
    super(message);
  }
}
