// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.EvidenceKind;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What evidence of a phone says. On its own it proves nothing: what was verified comes as
/// [VerifiedHandheld].
///
/// @param kind what the evidence speaks for
/// @param publicKey the key in the phone, SubjectPublicKeyInfo, DER; empty if it can't be read
/// @param nonce the challenge that it repeats; empty where it holds a digest of it only
/// @param details what else it says, by stable names, for people and for JSON
public record HandheldClaims(
    EvidenceKind kind,
    Optional<Bytes> publicKey,
    Optional<Bytes> nonce,
    SortedMap<String, String> details) {

  /// Copies the map.
  public HandheldClaims {
    details = Collections.unmodifiableSortedMap(new TreeMap<>(details));
  }
}
