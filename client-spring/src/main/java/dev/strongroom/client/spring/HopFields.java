// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring;

import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import org.springframework.http.HttpHeaders;

/// Header fields of a connection rather than of a request: whoever carries the request says them.
final class HopFields {
  private static final Set<String> NAMES =
      Set.of("connection", "content-length", "expect", "host", "transfer-encoding", "upgrade");

  private HopFields() {}

  /// Hands on all other fields, with names in lower case.
  static void without(HttpHeaders headers, BiConsumer<String, String> field) {
    headers.forEach((name, values) -> {
      String lower = name.toLowerCase(Locale.ROOT);
      if (!NAMES.contains(lower)) {
        values.forEach(value -> field.accept(lower, value));
      }
    });
  }
}
