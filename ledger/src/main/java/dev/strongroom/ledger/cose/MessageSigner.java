// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.cose;

import dev.strongroom.attestation.Bytes;

/// An Ed25519 key that signs, wherever it is kept.
@FunctionalInterface
public interface MessageSigner {
  /// The signature, 64 bytes (RFC 8032, 5.1.6).
  Bytes sign(Bytes message);
}
