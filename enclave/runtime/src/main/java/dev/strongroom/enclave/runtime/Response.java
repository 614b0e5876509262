// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime;

import dev.strongroom.attestation.Bytes;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// An HTTP response of the enclave's service.
///
/// @param status 200 to 599
/// @param headers by name; several values of one name are sent one by one, which `Set-Cookie` needs
///   (RFC 9110, 5.3)
/// @param body as a whole, or written piece by piece
public record Response(int status, Map<String, List<String>> headers, Body body) {
  /// What a response carries.
  public sealed interface Body {
    /// All of it at once.
    record Whole(Bytes bytes) implements Body {}

    /// Written while it is sent.
    record Streamed(Writer writer) implements Body {}
  }

  /// Writes a body.
  @FunctionalInterface
  public interface Writer {
    /// Writes it, on the request's own thread. What was written is sent once there is enough of it,
    /// or at each `flush`. Returning ends the response; closing `out` doesn't. If this throws, the
    /// client sees a response that was cut short or, if nothing was sent yet, a bare 500.
    void writeTo(OutputStream out) throws Exception;
  }

  /// Copies the headers.
  public Response {
    Map<String, List<String>> copies = new HashMap<>();
    headers.forEach((name, values) -> copies.put(name, List.copyOf(values)));
    headers = Map.copyOf(copies);
  }

  /// A response whose body is known, with one value for each header.
  public Response(int status, Map<String, String> headers, Bytes body) {
    this(status, single(headers), new Body.Whole(body));
  }

  /// A response whose body is made while it is sent, with one value for each header.
  public static Response streaming(int status, Map<String, String> headers, Writer body) {
    return new Response(status, single(headers), new Body.Streamed(body));
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

  private static Map<String, List<String>> single(Map<String, String> headers) {
    Map<String, List<String>> lists = new HashMap<>();
    headers.forEach((name, value) -> lists.put(name, List.of(value)));
    return lists;
  }
}
