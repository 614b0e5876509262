// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain;

import dev.strongroom.attestation.Bytes;
import java.util.List;

/// What signing made.
///
/// @param signatures in the form that the chain's tools expect
/// @param result what is sent on, such as a signed transaction or a PSBT; the only signature itself
///   where there is nothing else
/// @param id by which the chain knows it, such as a transaction's hash; empty if it has none yet
public record Signed(List<Bytes> signatures, Bytes result, Bytes id) {
  /// Copies the list.
  public Signed {
    signatures = List.copyOf(signatures);
  }
}
