// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import dev.strongroom.attestation.Bytes;
import java.net.URI;
import java.util.Optional;

/// What a service is asked.
///
/// @param url where
/// @param header of the answer, which holds a chain; empty if none
/// @param post what to send, an OCSP request; empty to get
/// @param limit bytes that a good answer has at most
record Question(URI url, String header, Optional<Bytes> post, int limit) {

  static Question get(URI url, int limit) {
    return new Question(url, "", Optional.empty(), limit);
  }

  static Question withChain(URI url, String header, int limit) {
    return new Question(url, header, Optional.empty(), limit);
  }

  static Question ocsp(URI url, Bytes request, int limit) {
    return new Question(url, "", Optional.of(request), limit);
  }

  FetchException failed(Problem problem, String detail) {
    return new FetchException(url.toString(), problem, detail);
  }
}
