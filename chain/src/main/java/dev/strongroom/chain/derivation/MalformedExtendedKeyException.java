// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.derivation;

/// A text that isn't an extended key of BIP-32 for Bitcoin's main network.
public final class MalformedExtendedKeyException extends Exception {
  private static final long serialVersionUID = 1;

  /// @param message what is wrong, without anything secret
  public MalformedExtendedKeyException(String message) {
    super(message);
  }
}
