// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.engine;

import dev.strongroom.attestation.Bytes;

/// Takes what is written, token by token.
@FunctionalInterface
public interface PieceSink {
  /// Takes the bytes of one token, which may be part of a character, or none. Doesn't block: the
  /// engine waits for it.
  ///
  /// @return whether to go on
  boolean piece(Bytes bytes);
}
