// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.stream;

import dev.strongroom.attestation.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;

/// One event, or some comments, with the empty line behind them.
///
/// @param raw all of its bytes
public record StreamEvent(Bytes raw) {
  private static final String DATA = "data";

  /// Its data: the values of its `data` lines, one below the other; empty if it has none.
  public String data() {
    String text = new String(raw.toByteArray(), StandardCharsets.UTF_8);
    StringJoiner data = new StringJoiner("\n");
    for (String ended : text.split("\n", -1)) {
      String line = ended.endsWith("\r") ? ended.substring(0, ended.length() - 1) : ended;
      if (line.equals(DATA)) {
        data.add("");
      } else if (line.startsWith(DATA + ":")) {
        String value = line.substring(DATA.length() + 1);
        data.add(value.startsWith(" ") ? value.substring(1) : value);
      }
    }
    return data.toString();
  }

  /// Whether these ASCII characters are in it.
  boolean contains(Bytes text) {
    int last = raw.length() - text.length();
    for (int at = 0; at <= last; at++) {
      if (raw.at(at) == text.at(0) && raw.slice(at, at + text.length()).equals(text)) {
        return true;
      }
    }
    return false;
  }
}
