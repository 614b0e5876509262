// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the query of a request.
final class Queries {
  private static final Pattern NUMBER = Pattern.compile("([a-z]+)=(0|[1-9][0-9]{0,17})");

  private Queries() {}

  /// The one number that a query may have.
  ///
  /// @param name of the parameter
  /// @param otherwise if the query is empty
  static long number(String query, String name, long otherwise) throws RefusedException {
    if (query.isEmpty()) {
      return otherwise;
    }
    Matcher matcher = NUMBER.matcher(query);
    if (matcher.matches() && matcher.group(1).equals(name)) {
      return Long.parseLong(matcher.group(2));
    }
    throw RefusedException.malformed("the query may only have " + name + "=NUMBER");
  }
}
