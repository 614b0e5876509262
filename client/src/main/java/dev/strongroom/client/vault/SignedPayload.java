// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Form;
import java.util.List;

/// What signing one payload made.
///
/// @param form of the payload
/// @param signatures as the chain's tools expect them
/// @param result what is sent on, such as a signed transaction; else the only signature
/// @param id by which the chain knows it; may be empty
/// @param publicKey that it was signed by
/// @param path of the account; may be empty
public record SignedPayload(
    Form form, List<Bytes> signatures, Bytes result, Bytes id, Bytes publicKey, String path) {
  /// Copies the list.
  public SignedPayload {
    signatures = List.copyOf(signatures);
  }
}
