// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia;

import dev.strongroom.attestation.Bytes;
import java.util.Optional;

/// Which device it is, as its certificates say.
///
/// @param device its name in the evidence
/// @param ueid the leaf's serial number in decimal, which NVIDIA's service calls `ueid`; it changes
///   with the firmware
/// @param serialNumber the device's permanent number, from its own certificate's subject
/// @param chip such as `GH100`
/// @param architecture of that chip
public record DeviceIdentity(
    String device,
    String ueid,
    Bytes serialNumber,
    String chip,
    Optional<NvidiaArchitecture> architecture) {

  private static final int PDI_LENGTH = 8;

  /// The last eight bytes of the permanent number, which others know the device by; empty if the
  /// number is shorter.
  public Bytes pdi() {
    int length = serialNumber.length();
    return length < PDI_LENGTH ? Bytes.EMPTY : serialNumber.slice(length - PDI_LENGTH, length);
  }
}
