// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.bitcoinj;

/// A vault didn't sign. Unchecked, because bitcoinj's interfaces have no room for it; the cause
/// says why: a [dev.strongroom.client.vault.VaultException], or an [java.io.IOException].
public final class VaultSigningException extends RuntimeException {
  private static final long serialVersionUID = 1;

  VaultSigningException(String message) {
    super(message);
  }

  VaultSigningException(String message, Throwable cause) {
    super(message, cause);
  }
}
