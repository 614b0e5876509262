// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.confidential;

import java.util.List;

/// Which platforms a policy for trust domains accepts: what no measurement says.
///
/// @param evaluation the least evaluation number of Intel's TCB info, for which there is no safe
///   value but the one that somebody looked up
/// @param fmspcs sorts of processors, in hexadecimal digits; none for any
/// @param ppids the machines that are meant, in hexadecimal digits; none for any
/// @param statuses that are accepted besides `up-to-date`, such as `sw-hardening-needed`
/// @param advisories of Intel's that are accepted with them
public record TdxPlatforms(
    int evaluation,
    List<String> fmspcs,
    List<String> ppids,
    List<String> statuses,
    List<String> advisories) {

  /// Copies the lists.
  public TdxPlatforms {
    fmspcs = List.copyOf(fmspcs);
    ppids = List.copyOf(ppids);
    statuses = List.copyOf(statuses);
    advisories = List.copyOf(advisories);
  }
}
