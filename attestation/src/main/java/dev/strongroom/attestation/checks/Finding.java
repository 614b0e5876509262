// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.checks;

import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.PlatformStatus;
import java.util.List;

/// What came of an appraisal besides its checks.
///
/// @param claims of the evidence, to be given out only if all checks were passed
/// @param status what the maker says of the platform
/// @param advisories the maker's names of weaknesses that it is open to
public record Finding(Claims claims, PlatformStatus status, List<String> advisories) {

  /// Copies the list.
  public Finding {
    advisories = List.copyOf(advisories);
  }
}
