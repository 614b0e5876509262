// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime;

import dev.strongroom.attestation.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An HTTP request to the enclave's service.
///
/// @param method such as `GET`
/// @param path decoded, starting with a slash, without `.` and `..`
/// @param rawPath as the client sent it, for whoever passes it on
/// @param query undecoded; empty if there is none
/// @param headers by lower-case name; of an encrypted message only those that came inside
/// @param body as a whole; at most 8 MiB
/// @param protection how it came
public record Request(
    String method,
    String path,
    String rawPath,
    String query,
    Map<String, List<String>> headers,
    Bytes body,
    Protection protection) {

  /// The first value of a header.
  ///
  /// @param lowerCaseName of the header
  public Optional<String> header(String lowerCaseName) {
    return headers.getOrDefault(lowerCaseName, List.of()).stream().findFirst();
  }

  /// Whether it came over the attested channel.
  public boolean attested() {
    return protection == Protection.ATTESTED_CHANNEL;
  }

  /// Whether nobody between the client and the enclave can read body and response.
  public boolean confidential() {
    return protection.confidential();
  }
}
