// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.inference;

import dev.strongroom.attestation.Bytes;

/// What was asked and answered, as a client kept it.
///
/// @param salt that the client sent with the request, 32 bytes
/// @param request the request's body, as it was sent
/// @param response the response's body, as it came
public record Exchange(Bytes salt, Bytes request, Bytes response) {
  /// The same as the back end of a gateway has it: request and response went through unchanged.
  public Exchange further() {
    return new Exchange(InferenceDigests.furtherSalt(salt), request, response);
  }
}
