// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap.verification;

import dev.strongroom.attestation.PlatformStatus;
import dev.strongroom.attestation.dcap.PckFacts;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What came of verifying a quote besides its checks; to be relied on only if all were passed.
///
/// @param status what Intel says of the platform
/// @param advisories Intel's names of weaknesses that it is open to, sorted
/// @param pck what Intel's certificate says of it; empty where that can't be read
/// @param evaluation the lower of the evaluation numbers of TCB info and QE identity
/// @param simulated whether the root is pinned as a simulated device's
public record DcapFinding(
    PlatformStatus status,
    List<String> advisories,
    Optional<PckFacts> pck,
    OptionalInt evaluation,
    boolean simulated) {

  /// Copies the list.
  public DcapFinding {
    advisories = List.copyOf(advisories);
  }
}
