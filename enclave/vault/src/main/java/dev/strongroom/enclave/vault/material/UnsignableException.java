// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

/// A key is asked for a signature that keys of its curve don't make, or of data of a wrong form.
public final class UnsignableException extends Exception {
  private static final long serialVersionUID = 1;

  /// @param message what doesn't fit
  public UnsignableException(String message) {
    super(message);
  }
}
