// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Finds the member `type` of a JSON object (RFC 8259) wherever in it, without reading the rest:
/// texts within it, and objects inside, may say `type` as well. What isn't JSON has none.
final class TopLevelType {
  private static final byte[] NAME = "type".getBytes(StandardCharsets.US_ASCII);

  private final byte[] json;
  private final int end;
  private int at;

  private TopLevelType(byte[] json, int start, int end) {
    this.json = json;
    this.at = start;
    this.end = end;
  }

  /// The text that is the member's value, undecoded; empty if there is none.
  ///
  /// @param json has the object's bytes from `start` to `end`
  static String of(byte[] json, int start, int end) {
    return new TopLevelType(json, start, end).find();
  }

  private String find() {
    int depth = 0;
    boolean name = false;
    while (at < end) {
      switch (json[at]) {
        case '"' -> {
          int from = ++at;
          skipText();
          boolean found = name && depth == 1 && Arrays.equals(json, from, at, NAME, 0, NAME.length);
          at++;
          if (found) {
            return value();
          }
          name = false;
        }
        case '{', '[' -> {
          // Of a list's items none is a name; at the top there is an object or nothing to find.
          name = depth == 0 && json[at] == '{';
          depth++;
          at++;
        }
        case '}', ']' -> {
          depth--;
          at++;
        }
        case ',' -> {
          name = depth == 1;
          at++;
        }
        default -> at++;
      }
    }
    return "";
  }

  /// To the quotation mark that ends a text, or to the end.
  private void skipText() {
    while (at < end && json[at] != '"') {
      at += json[at] == '\\' ? 2 : 1;
    }
    at = Math.min(at, end);
  }

  private String value() {
    while (at < end && (json[at] == ' ' || json[at] == '\t' || json[at] == ':')) {
      at++;
    }
    if (at >= end || json[at] != '"') {
      return "";
    }
    int from = ++at;
    skipText();
    return at < end ? new String(json, from, at - from, StandardCharsets.UTF_8) : "";
  }
}
