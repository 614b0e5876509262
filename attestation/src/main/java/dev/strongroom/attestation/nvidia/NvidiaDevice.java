// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia;

import dev.strongroom.attestation.Bytes;
import java.util.List;
import java.util.Optional;

/// One device of the evidence, with what was sent along with its report.
///
/// @param name `gpu-0`, `gpu-1` …, `switch-0` …: by type, in the order of the evidence
/// @param report its signed report
/// @param chain its certificates, DER, leaf first; empty if they are to be found among the
///   endorsements
/// @param statedArchitecture what the sender calls the architecture; not signed
/// @param statedNonce what the sender says the nonce is; not signed
/// @param statedVersions what the sender says the driver's and the VBIOS's versions are; not signed
public record NvidiaDevice(
    String name,
    SpdmReport report,
    List<Bytes> chain,
    Optional<String> statedArchitecture,
    Optional<Bytes> statedNonce,
    List<String> statedVersions) {

  /// Copies the lists.
  public NvidiaDevice {
    chain = List.copyOf(chain);
    statedVersions = List.copyOf(statedVersions);
  }

  /// Whether it is a switch, and not a GPU.
  public boolean isSwitch() {
    return report.opaque().isSwitch();
  }
}
