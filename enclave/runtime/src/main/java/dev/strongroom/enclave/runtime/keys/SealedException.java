// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.keys;

/// A sealed value can't be opened here.
public final class SealedException extends Exception {
  private static final long serialVersionUID = 1;

  SealedException(String message) {
    super(message);
  }
}
