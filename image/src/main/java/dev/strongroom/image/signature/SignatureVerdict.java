// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.signature;

import java.util.List;
import java.util.Optional;

/// What came out of an image's signature. That it is good says that the certificate's key signed
/// this PCR0; whose key that is, nobody vouches for: compare PCR8.
///
/// @param signer the certificate, as far as it could be read
/// @param algorithm of its key, if it is a supported one
/// @param problems that were found; none if the signature is good
public record SignatureVerdict(
    Optional<SigningCertificate> signer,
    Optional<SigningAlgorithm> algorithm,
    List<SignatureProblem> problems) {
  /// @param problems is copied
  public SignatureVerdict {
    problems = List.copyOf(problems);
  }

  /// Whether the signature is good, and the certificate valid at the time asked about.
  public boolean good() {
    return problems.isEmpty();
  }
}
