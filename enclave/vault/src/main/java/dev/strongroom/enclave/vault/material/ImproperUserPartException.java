// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

/// What can't be a user's part of a key: a passkey's output of a wrong length, or too short or too
/// long a password.
public final class ImproperUserPartException extends Exception {
  private static final long serialVersionUID = 1;

  /// @param message what is wrong, without anything secret
  public ImproperUserPartException(String message) {
    super(message);
  }
}
