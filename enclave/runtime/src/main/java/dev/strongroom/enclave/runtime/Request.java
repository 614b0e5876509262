// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime;

import dev.strongroom.attestation.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An HTTP request to the enclave's service.
///
/// @param method such as `GET`
/// @param path decoded, starting with a slash
/// @param query undecoded; empty if there is none
/// @param headers by lower-case name
/// @param body as a whole; limited by the server
/// @param attested whether it came over the attested channel; false: over plain HTTPS, whose client
///   may have checked nothing
public record Request(
    String method,
    String path,
    String query,
    Map<String, List<String>> headers,
    Bytes body,
    boolean attested) {

  /// The first value of a header.
  ///
  /// @param lowerCaseName of the header
  public Optional<String> header(String lowerCaseName) {
    return headers.getOrDefault(lowerCaseName, List.of()).stream().findFirst();
  }
}
