// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.tinfoil;

import dev.strongroom.attestation.Bytes;

/// Which of its documents a server is asked for. The measured configuration says it, and a server
/// that answers with the other one is refused.
public enum TinfoilFormat {
  /// Evidence that was made when the server started: it binds the server's keys, and no nonce.
  V2,

  /// Evidence that is made for each nonce, and binds keys and devices' evidence with it.
  V3;

  private static final String PATH = "/.well-known/tinfoil-attestation";

  /// Where the document is.
  ///
  /// @param nonce 32 bytes that were never used
  public String path(Bytes nonce) {
    return this == V2 ? PATH : PATH + "?nonce=" + nonce.hex();
  }
}
