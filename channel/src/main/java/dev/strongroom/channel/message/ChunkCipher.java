// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.message;

import org.bouncycastle.crypto.InvalidCipherTextException;

/// Seals or opens the chunks of one message, one after the other: which one it is stands in the
/// nonce, so each opens in its own place only.
interface ChunkCipher {
  /// Of the tag that sealing adds.
  int TAG = 16;

  /// Seals the next chunk.
  byte[] seal(byte[] frame, byte[] plaintext, int from, int length)
      throws InvalidCipherTextException;

  /// Opens the next chunk.
  ///
  /// @throws InvalidCipherTextException if it isn't what was sealed there
  byte[] open(byte[] frame, byte[] sealed) throws InvalidCipherTextException;
}
