// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.handheld.android.AndroidKeyEvidence;
import dev.strongroom.handheld.apple.AppAttestEvidence;

/// Evidence that a key lives in a phone: parsed, not verified. It speaks for one key and what may
/// be done with it, not for a machine, so it is no `Evidence`.
public sealed interface HandheldEvidence permits AndroidKeyEvidence, AppAttestEvidence {

  /// No input is longer.
  int MAX_LENGTH = 1 << 16;

  /// What it claims to speak for.
  EvidenceKind kind();

  /// The bytes that were parsed.
  Bytes encoded();

  /// Whether the bytes look like evidence of a phone, whole or broken, and not like another kind.
  static boolean recognises(Bytes encoded) {
    return AndroidKeyEvidence.recognises(encoded) || AppAttestEvidence.recognises(encoded);
  }

  /// Parses evidence, recognising its kind by content.
  ///
  /// @throws MalformedEvidenceException if the bytes aren't one well-formed piece of evidence; says
  ///   which rule was broken, and where
  static HandheldEvidence parse(Bytes encoded) throws MalformedEvidenceException {
    if (encoded.length() > MAX_LENGTH) {
      throw new MalformedEvidenceException(
          "evidence.too-large", MAX_LENGTH, "longer than " + MAX_LENGTH + " bytes");
    }
    return AppAttestEvidence.recognises(encoded)
        ? AppAttestEvidence.parse(encoded)
        : AndroidKeyEvidence.parse(encoded);
  }
}
