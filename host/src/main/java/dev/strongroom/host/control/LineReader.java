// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.control;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Cuts a stream into lines of bounded length, each ended by a line feed. For one thread.
final class LineReader {
  /// Without its line feed.
  static final int MAX_LINE = 64 * 1024;

  private final InputStream input;
  private final byte[] buffer = new byte[MAX_LINE + 1];
  private int start;
  private int end;

  LineReader(InputStream input) {
    this.input = input;
  }

  /// The next line without its line feed; empty at the end of the stream. What comes before the end
  /// without a line feed is half a line, and dropped.
  Optional<String> next() throws IOException, MalformedControlException {
    int searched = start;
    while (true) {
      for (int i = searched; i < end; i++) {
        if (buffer[i] == '\n') {
          String line = utf8(start, i);
          start = i + 1;
          return Optional.of(line);
        }
      }
      if (start > 0) {
        System.arraycopy(buffer, start, buffer, 0, end - start);
        end -= start;
        start = 0;
      }
      if (end == buffer.length) {
        throw new MalformedControlException(
            ControlIncident.LINE_TOO_LONG, "a line of more than " + MAX_LINE + " bytes");
      }
      searched = end;
      int read = input.read(buffer, end, buffer.length - end);
      if (read < 0) {
        return Optional.empty();
      }
      end += read;
    }
  }

  private String utf8(int from, int to) throws MalformedControlException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(buffer, from, to - from))
          .toString();
    } catch (CharacterCodingException e) {
      throw new MalformedControlException(ControlIncident.NOT_UTF8, "a line that isn't UTF-8");
    }
  }
}
