// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import dev.strongroom.attestation.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Finds what a request of JSON may name: short texts that are members of its object, or of the
/// object `conversation` in it. Deeper texts are what is said, and may say anything. What isn't
/// JSON names whatever: it is only looked at, and the gateway refuses it.
final class NamedInBody {
  private static final String AROUND = "conversation";
  private static final int LONGEST = 80;

  private final byte[] json;
  private final List<String> named = new ArrayList<>();
  private int at;

  private NamedInBody(byte[] json) {
    this.json = json;
  }

  /// The texts, undecoded, in their order.
  static List<String> in(Bytes body) {
    NamedInBody reading = new NamedInBody(body.toByteArray());
    reading.read();
    return List.copyOf(reading.named);
  }

  private void read() {
    int depth = 0;
    boolean name = false;
    String member = "";
    while (at < json.length) {
      switch (json[at++]) {
        case '"' -> {
          String text = text();
          if (name && depth == 1) {
            member = text;
          } else if (depth == 1 || (depth == 2 && member.equals(AROUND))) {
            named.add(text);
          }
          name = false;
        }
        case '{', '[' -> name = ++depth == 1;
        case '}', ']' -> depth--;
        case ',' -> name = depth == 1;
        default -> {
          // Numbers, literals and space name nothing.
        }
      }
    }
  }

  /// To behind the quotation mark that ends it; a long one is as good as none.
  private String text() {
    int from = at;
    while (at < json.length && json[at] != '"') {
      at += json[at] == '\\' ? 2 : 1;
    }
    int end = Math.min(at, json.length);
    at = end + 1;
    return end - from > LONGEST
        ? ""
        : new String(json, from, end - from, StandardCharsets.ISO_8859_1);
  }
}
