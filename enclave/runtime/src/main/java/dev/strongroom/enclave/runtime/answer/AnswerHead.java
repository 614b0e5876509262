// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.answer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The head of an answer: status line and fields (RFC 9112, 4 and 5).
///
/// @param status 200 to 599; interim answers are passed over
/// @param fields by lower-case name; of those that are listed more than once, the first
public record AnswerHead(int status, Map<String, String> fields) {
  private static final int LONGEST = 32 << 10;
  private static final int LONGEST_LINE = 8 << 10;
  private static final int MOST_FIELDS = 100;
  private static final int MOST_INTERIM = 4;
  private static final int SWITCHING = 101;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 ([1-5][0-9]{2})(?: .*)?");
  private static final Pattern FIELD =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*([^\\x00-\\x08\\x0a-\\x1f\\x7f]*)");

  /// Fields that say where the answer ends, or what it is: two of them would leave a choice.
  private static final List<String> ONCE =
      List.of("content-length", "transfer-encoding", "content-type");

  /// Copies the fields.
  public AnswerHead {
    fields = Map.copyOf(fields);
  }

  /// Reads a head.
  ///
  /// @throws IOException if there is none
  public static AnswerHead read(InputStream in) throws IOException {
    Lines lines = new Lines(in, LONGEST);
    for (int interim = 0; interim <= MOST_INTERIM; interim++) {
      Matcher status = STATUS.matcher(lines.next());
      if (!status.matches()) {
        throw new MalformedAnswerException("no status line of HTTP/1.1");
      }
      int code = Integer.parseInt(status.group(1));
      Map<String, String> fields = fields(lines);
      if (code >= 200) {
        return new AnswerHead(code, fields);
      }
      if (code == SWITCHING) {
        throw new MalformedAnswerException("a change of protocols that nobody asked for");
      }
    }
    throw new MalformedAnswerException("too many interim answers");
  }

  private static Map<String, String> fields(Lines lines) throws IOException {
    Map<String, String> fields = new HashMap<>();
    int count = 0;
    for (String line = lines.next(); !line.isEmpty(); line = lines.next()) {
      Matcher field = FIELD.matcher(line);
      if (!field.matches() || ++count > MOST_FIELDS) {
        throw new MalformedAnswerException("a malformed field, or too many of them");
      }
      String name = field.group(1).toLowerCase(Locale.ROOT);
      if (fields.putIfAbsent(name, field.group(2).strip()) != null && ONCE.contains(name)) {
        throw new MalformedAnswerException("two fields " + name);
      }
    }
    return fields;
  }

  /// The first value of a field.
  public Optional<String> field(String lowerCaseName) {
    return Optional.ofNullable(fields.get(lowerCaseName));
  }

  /// Whether the connection ends with this answer.
  public boolean last() {
    return field("connection").filter(value -> value.equalsIgnoreCase("close")).isPresent();
  }

  /// Lines that end in CR LF, so many bytes of them.
  static final class Lines {
    private final InputStream in;
    private int left;

    /// @param most bytes of all lines
    Lines(InputStream in, int most) {
      this.in = in;
      this.left = most;
    }

    String next() throws IOException {
      byte[] line = new byte[128];
      int length = 0;
      while (true) {
        int next = in.read();
        if (next < 0) {
          throw new MalformedAnswerException("the connection ended inside the head");
        }
        if (--left < 0 || length >= LONGEST_LINE) {
          throw new MalformedAnswerException("a head that is too long");
        }
        if (next == '\n') {
          if (length == 0 || line[length - 1] != '\r') {
            throw new MalformedAnswerException("a line that doesn't end in CR LF");
          }
          return new String(line, 0, length - 1, StandardCharsets.ISO_8859_1);
        }
        if (length == line.length) {
          line = Arrays.copyOf(line, 2 * length);
        }
        line[length++] = (byte) next;
      }
    }
  }
}
