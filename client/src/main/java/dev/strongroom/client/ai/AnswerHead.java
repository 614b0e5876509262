// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Status line and fields of an answer (RFC 9112, sections 4 and 5).
///
/// @param status 200 to 599; interim answers are passed over
/// @param fields by lower-case name
record AnswerHead(int status, Map<String, List<String>> fields) {
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 ([1-5][0-9]{2})(?: .*)?");
  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");
  private static final int MOST_FIELDS = 256;
  private static final int LONGEST_LINE = 16 << 10;
  private static final int MOST_INTERIM = 8;

  /// Reads heads until one is final.
  ///
  /// @throws IOException if that isn't HTTP/1.1, or it is cut
  static AnswerHead read(ChannelInput in) throws IOException {
    for (int i = 0; i <= MOST_INTERIM; i++) {
      AnswerHead head = one(in);
      if (head.status >= 200) {
        return head;
      }
    }
    throw new IOException("more than " + MOST_INTERIM + " interim answers");
  }

  private static AnswerHead one(ChannelInput in) throws IOException {
    Matcher status = STATUS.matcher(in.line(LONGEST_LINE));
    if (!status.matches()) {
      throw new IOException("no answer in HTTP/1.1");
    }
    Map<String, List<String>> fields = new LinkedHashMap<>();
    int count = 0;
    for (String line = in.line(LONGEST_LINE); !line.isEmpty(); line = in.line(LONGEST_LINE)) {
      int colon = line.indexOf(':');
      if (colon < 0 || !NAME.matcher(line.substring(0, colon)).matches()) {
        throw new IOException("a header field that is none");
      }
      count++;
      if (count > MOST_FIELDS) {
        throw new IOException("more than " + MOST_FIELDS + " header fields");
      }
      fields
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    return new AnswerHead(Integer.parseInt(status.group(1)), fields);
  }

  /// The only value of a field.
  ///
  /// @throws IOException if it has several
  Optional<String> only(String name) throws IOException {
    List<String> values = fields.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw new IOException("several header fields " + name);
    }
    return values.stream().findFirst();
  }
}
