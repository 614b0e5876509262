// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A state of something that is kept at a gateway.
///
/// @param id such as `conv_…`
/// @param version how often it was changed; 1 or more
/// @param mark 32 hexadecimal digits, the keyed running hash
public record HistoryHead(String id, long version, String mark) {
  static final String HEADER = "strongroom-history-head";

  private static final Pattern HEAD =
      Pattern.compile("([A-Za-z0-9_-]{1,80})=([1-9][0-9]{0,14})\\.([0-9a-f]{32})");

  /// Reads one as [#text] writes it.
  ///
  /// @throws IllegalArgumentException if it isn't one
  public static HistoryHead parse(String text) {
    Matcher head = HEAD.matcher(text);
    if (!head.matches()) {
      throw new IllegalArgumentException("a head is ID=VERSION.MARK");
    }
    return new HistoryHead(head.group(1), Long.parseLong(head.group(2)), head.group(3));
  }

  /// Reads the heads of an answer.
  static List<HistoryHead> all(String header) throws IOException {
    List<HistoryHead> heads = new ArrayList<>();
    try {
      for (String text : header.split(",", -1)) {
        heads.add(parse(text.strip()));
      }
    } catch (IllegalArgumentException e) {
      throw new IOException("the gateway said a head that is none", e);
    }
    return heads;
  }

  /// As requests and files have it.
  public String text() {
    return id + "=" + version + "." + mark;
  }
}
