// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.handheld.android.StatusList;
import java.util.List;
import java.util.Optional;

/// What the relying party brings along besides the evidence. Nothing of it is trusted because it is
/// there.
///
/// @param certificates roots that evidence doesn't bring along, DER; Apple's own is built in
/// @param statusList Google's list of revoked attestation keys
public record HandheldEndorsements(List<Bytes> certificates, Optional<StatusList> statusList) {

  /// Nothing.
  public static final HandheldEndorsements NONE =
      new HandheldEndorsements(List.of(), Optional.empty());

  /// Copies the list.
  public HandheldEndorsements {
    certificates = List.copyOf(certificates);
  }

  /// Only a status list.
  public static HandheldEndorsements of(StatusList list) {
    return new HandheldEndorsements(List.of(), Optional.of(list));
  }
}
