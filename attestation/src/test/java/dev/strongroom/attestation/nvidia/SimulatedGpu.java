// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.TrustAnchor;
import java.util.function.Function;

/// Evidence of a GPU that isn't there, for what is measured or tried with a nonce of one's own.
///
/// @param evidence as NVIDIA's SDK writes it
/// @param anchor the root of its certificates
public record SimulatedGpu(Bytes evidence, TrustAnchor anchor) {

  /// A GPU that was asked a nonce.
  ///
  /// @param nonce 32 bytes
  public static SimulatedGpu answering(Bytes nonce) {
    return maker().apply(nonce);
  }

  /// A maker of GPUs under one root.
  ///
  /// @return makes one that was asked a nonce, 32 bytes
  public static Function<Bytes, SimulatedGpu> maker() {
    FakeNvidia maker = new FakeNvidia().issued();
    return nonce -> new SimulatedGpu(FakeNvidia.list(maker.gpu(0).nonce(nonce)), maker.anchor());
  }
}
