// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.nsm;

import dev.strongroom.attestation.Bytes;
import org.jspecify.annotations.Nullable;

/// What an attestation document shall say besides the PCRs. Null and empty are different: the
/// module puts either into the document as it is.
///
/// Each can have 1024 bytes; together they have to fit into [Nsm#MAX_REQUEST].
///
/// @param publicKey a key whose private half is in the enclave, such as KMS encrypts to
/// @param userData anything
/// @param nonce what a relying party has sent to see that the document is fresh
public record DocumentRequest(
    @Nullable Bytes publicKey, @Nullable Bytes userData, @Nullable Bytes nonce) {
  /// Nothing besides the PCRs.
  public static final DocumentRequest PLAIN = new DocumentRequest(null, null, null);

  /// The same with this public key.
  public DocumentRequest withPublicKey(Bytes value) {
    return new DocumentRequest(value, userData, nonce);
  }

  /// The same with this user data.
  public DocumentRequest withUserData(Bytes value) {
    return new DocumentRequest(publicKey, value, nonce);
  }

  /// The same with this nonce.
  public DocumentRequest withNonce(Bytes value) {
    return new DocumentRequest(publicKey, userData, value);
  }
}
