// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld;

import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.handheld.android.AndroidKeyPolicy;
import dev.strongroom.handheld.apple.AppAttestPolicy;
import java.util.List;

/// What a relying party accepts of people's phones (RFC 9334, section 8.5). Its components say
/// `require` or `ignore` for each claim, else it can't be built.
public sealed interface HandheldPolicy permits AndroidKeyPolicy, AppAttestPolicy {

  /// The kind of evidence that the policy is for; all others are refused.
  EvidenceKind kind();

  /// The roots that it accepts.
  List<TrustAnchor> anchors();
}
