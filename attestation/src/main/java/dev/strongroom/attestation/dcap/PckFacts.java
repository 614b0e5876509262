// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap;

import dev.strongroom.attestation.Bytes;
import java.util.List;
import java.util.Optional;

/// What Intel's certificate says of a platform and its security versions.
///
/// @param ppid the platform's own id, 16 bytes
/// @param components security versions of its 16 components, each 0 to 255
/// @param pceSvn security version of the provisioning enclave
/// @param cpuSvn the same components as the processor states them, 16 bytes
/// @param pceId of the provisioning enclave, 2 bytes
/// @param fmspc family, model, stepping, platform type and SKU, 6 bytes
/// @param sgxType 0 standard, 1 scalable, 2 scalable with integrity
/// @param platformInstance of a platform of several packages, 16 bytes; empty for others
public record PckFacts(
    Bytes ppid,
    List<Integer> components,
    int pceSvn,
    Bytes cpuSvn,
    Bytes pceId,
    Bytes fmspc,
    int sgxType,
    Optional<Bytes> platformInstance) {

  /// Copies the list.
  public PckFacts {
    components = List.copyOf(components);
  }
}
