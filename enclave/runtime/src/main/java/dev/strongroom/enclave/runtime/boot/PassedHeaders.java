// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.boot;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Which headers go from a client to a program on the loopback, and back: all but those of one
/// connection (RFC 9110, 7.6.1), and ours.
final class PassedHeaders {
  /// How a request came, for the program to see. A client can't say it, and the program's answer
  /// needn't.
  static final String PROTECTION = "strongroom-protection";

  private static final String CONNECTION = "connection";
  private static final Set<String> OF_ONE_CONNECTION =
      Set.of(
          CONNECTION,
          "http2-settings",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  // Said by the JDK's client itself.
  private static final Set<String> THE_CLIENTS = Set.of("content-length", "expect", "host");

  private PassedHeaders() {}

  /// Those of a request.
  ///
  /// @param headers by lower-case name
  static Map<String, List<String>> of(Map<String, List<String>> headers) {
    Map<String, List<String>> passed = answered(headers);
    passed.keySet().removeAll(THE_CLIENTS);
    return passed;
  }

  /// Those of an answer, by lower-case name.
  static Map<String, List<String>> answered(Map<String, List<String>> headers) {
    Set<String> dropped = new HashSet<>(OF_ONE_CONNECTION);
    dropped.add(PROTECTION);
    headers.forEach((name, values) -> {
      if (name.equalsIgnoreCase(CONNECTION)) {
        values.forEach(value -> dropped.addAll(names(value)));
      }
    });
    Map<String, List<String>> passed = new HashMap<>();
    headers.forEach((name, values) -> {
      String lower = name.toLowerCase(Locale.ROOT);
      if (!dropped.contains(lower)) {
        passed.put(lower, values);
      }
    });
    return passed;
  }

  /// What a connection header names is of that connection too.
  private static List<String> names(String value) {
    return Arrays.stream(value.split(",", -1))
        .map(name -> name.strip().toLowerCase(Locale.ROOT))
        .toList();
  }
}
