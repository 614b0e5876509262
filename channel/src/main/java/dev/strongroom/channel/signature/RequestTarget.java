// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.signature;

import java.util.regex.Pattern;

/// What a request is for.
///
/// @param method such as `POST`
/// @param path undecoded, beginning with a slash
/// @param query undecoded, without the question mark; empty if there is none
public record RequestTarget(String method, String path, String query) {
  private static final Pattern METHOD = Pattern.compile("[A-Z]{1,16}");
  private static final Pattern PATH = Pattern.compile("/[!\"$-;=@-~]{0,2047}");
  private static final Pattern QUERY = Pattern.compile("[!\"$-~]{0,2048}");

  /// Checks the form.
  ///
  /// @throws IllegalArgumentException if a part isn't as above, or is too long
  public RequestTarget {
    if (!METHOD.matcher(method).matches()
        || !PATH.matcher(path).matches()
        || !QUERY.matcher(query).matches()) {
      throw new IllegalArgumentException("a method, an absolute path and a query are needed");
    }
  }

  /// The target of a request that somebody sent.
  ///
  /// @throws RefusedRequestException if a part isn't as above, or is too long
  public static RequestTarget received(String method, String path, String query)
      throws RefusedRequestException {
    try {
      return new RequestTarget(method, path, query);
    } catch (IllegalArgumentException e) {
      throw FieldReader.malformed("a target that no signed request has");
    }
  }
}
