// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.signature;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;

/// A private key that signs digests, wherever it is kept.
@FunctionalInterface
public interface SigningKey {
  /// Signs.
  ///
  /// @param algorithm the one of the certificate's curve
  /// @param digest of that algorithm
  /// @return `r || s`, [SigningAlgorithm#width] bytes each
  /// @throws SigningException if the key can't do that
  /// @throws IOException if the key can't be reached
  Bytes sign(SigningAlgorithm algorithm, Bytes digest) throws SigningException, IOException;
}
