// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.boot;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/// Where a request goes to on the loopback: the path as the client sent it, so that the program
/// decodes it as it would anywhere else. Only what no URI may hold (RFC 3986, appendix A) but
/// browsers send all the same is percent-encoded.
///
/// @param uri complete
record LoopbackAddress(URI uri) {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final String UNRESERVED = "-._~";
  private static final String RESERVED = ":/?@!$&'()*+,;=";
  private static final int DIGITS = 2;

  /// Of a request.
  ///
  /// @param path undecoded
  /// @param query undecoded; empty if there is none
  /// @return empty if the path is none, such as the `*` of `OPTIONS`
  static Optional<LoopbackAddress> of(int port, String path, String query) {
    if (!path.startsWith("/")) {
      return Optional.empty();
    }
    String behind = query.isEmpty() ? "" : "?" + encoded(query, RESERVED);
    // A question mark in a path would begin the query.
    return Optional.of(
        new LoopbackAddress(
            URI.create(
                "http://127.0.0.1:" + port + encoded(path, RESERVED.replace("?", "")) + behind)));
  }

  private static String encoded(String text, String allowed) {
    StringBuilder out = new StringBuilder();
    for (int at = 0; at < text.length(); ) {
      int character = text.codePointAt(at);
      if (plain(character, allowed) || (character == '%' && isEncoding(text, at))) {
        out.appendCodePoint(character);
      } else {
        for (byte each : Character.toString(character).getBytes(StandardCharsets.UTF_8)) {
          out.append('%').append(HEX.toHexDigits(each));
        }
      }
      at += Character.charCount(character);
    }
    return out.toString();
  }

  private static boolean plain(int character, String allowed) {
    return (character >= '0' && character <= '9')
        || (character >= 'A' && character <= 'Z')
        || (character >= 'a' && character <= 'z')
        || UNRESERVED.indexOf(character) >= 0
        || allowed.indexOf(character) >= 0;
  }

  private static boolean isEncoding(String text, int percent) {
    return percent + DIGITS < text.length()
        && HexFormat.isHexDigit(text.charAt(percent + 1))
        && HexFormat.isHexDigit(text.charAt(percent + 2));
  }
}
