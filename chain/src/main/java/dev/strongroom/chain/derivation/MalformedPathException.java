// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.derivation;

/// A text that isn't a derivation path.
public final class MalformedPathException extends Exception {
  private static final long serialVersionUID = 1;

  /// @param message what is wrong with it
  public MalformedPathException(String message) {
    super(message);
  }
}
