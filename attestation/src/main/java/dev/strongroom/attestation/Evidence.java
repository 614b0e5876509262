// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

import dev.strongroom.attestation.nitro.NitroDocument;

/// Evidence (RFC 9334, section 2): what an attesting environment says of itself, parsed but not
/// verified. Anyone can make one; only a [Verifier] turns it into [Verified] claims.
public sealed interface Evidence permits NitroDocument {

  /// What the evidence claims to speak for.
  EvidenceKind kind();

  /// The bytes that were parsed.
  Bytes encoded();

  /// Parses evidence, recognising its kind by content.
  ///
  /// @throws MalformedEvidenceException if the bytes aren't one well-formed piece of evidence of a
  ///   known kind; says which rule was broken, and where
  static Evidence parse(Bytes encoded) throws MalformedEvidenceException {
    return NitroDocument.parse(encoded);
  }
}
