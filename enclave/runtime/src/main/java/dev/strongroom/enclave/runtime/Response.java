// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime;

import dev.strongroom.attestation.Bytes;
import java.util.Map;

/// An HTTP response of the enclave's service.
///
/// @param status such as 200
/// @param headers by name
/// @param body as a whole
public record Response(int status, Map<String, String> headers, Bytes body) {
  /// Copies the headers.
  public Response {
    headers = Map.copyOf(headers);
  }

  /// A response of plain text.
  public static Response text(int status, String text) {
    return new Response(
        status, Map.of("content-type", "text/plain; charset=utf-8"), Bytes.utf8(text));
  }

  /// A response of JSON.
  public static Response json(int status, String json) {
    return new Response(status, Map.of("content-type", "application/json"), Bytes.utf8(json));
  }
}
