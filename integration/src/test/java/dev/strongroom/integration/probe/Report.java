// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.probe;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A flat JSON object of texts, in order of names.
final class Report {
  private final Map<String, String> members = new TreeMap<>();

  Report put(String name, Object value) {
    members.put(name, String.valueOf(value));
    return this;
  }

  /// Something that may fail: its failure is what is reported then.
  interface Finding {
    Object find() throws Exception;
  }

  Report find(String name, Finding finding) {
    try {
      return put(name, finding.find());
    } catch (Exception | LinkageError e) {
      return put(name, "failed: " + e.getClass().getSimpleName());
    }
  }

  String json() {
    return members.entrySet().stream()
        .map(member -> quoted(member.getKey()) + ":" + quoted(member.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
