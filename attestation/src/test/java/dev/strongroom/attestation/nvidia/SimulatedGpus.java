// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.TrustAnchor;
import java.util.List;

/// SIMULATED GPUs of one made-up maker: what they answer to a nonce, and what the maker says of
/// their firmware.
public final class SimulatedGpus {
  /// The driver of a GPU without a flaw.
  public static final String DRIVER = "550.90.07";

  /// Its VBIOS.
  public static final String VBIOS = "96.00.9F.00.01";

  /// What may be wrong with a GPU that is genuine all the same.
  public enum Flaw {
    /// Nothing.
    NONE,
    /// Another driver.
    DRIVER,
    /// Another VBIOS.
    VBIOS,
    /// It is of another architecture.
    ARCHITECTURE,
    /// Its firmware measures other values than the maker published, as one for debugging does:
    /// reports have no field for that.
    DEBUG_FIRMWARE
  }

  private final FakeNvidia maker = new FakeNvidia().issued();

  /// A maker, with no GPU yet.
  public SimulatedGpus() {}

  /// The root of their certificates.
  public TrustAnchor anchor() {
    return maker.anchor();
  }

  /// The root of what the maker says of their firmware.
  public static TrustAnchor manifestAnchor() {
    return FakeManifest.anchor();
  }

  /// What the maker says of the firmware of a GPU without a flaw.
  public static Endorsements manifests() {
    return new Endorsements(List.of(FakeManifest.vbios().item(), FakeManifest.driver().item()));
  }

  /// Evidence of one GPU, as NVIDIA's SDK writes it.
  ///
  /// @param number of the GPU, 0 to 65,535
  /// @param nonce 32 bytes
  public Bytes evidence(int number, Bytes nonce, Flaw flaw) {
    FakeDevice gpu =
        flaw == Flaw.ARCHITECTURE ? maker.gpu("GB100 A01 GSP", number) : maker.gpu(number);
    switch (flaw) {
      case DRIVER -> gpu.text(3, "550.90.08");
      case VBIOS -> gpu.opaque(6, "009f009602000000");
      case DEBUG_FIRMWARE -> gpu.block(5, Bytes.fromHex("db".repeat(48)));
      case NONE, ARCHITECTURE -> {
        // As it was made.
      }
    }
    return FakeNvidia.list(gpu.nonce(nonce));
  }
}
