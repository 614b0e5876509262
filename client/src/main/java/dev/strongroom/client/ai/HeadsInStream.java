// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// Finds the comment in a stream of events in which a gateway says heads. The stream goes through
/// as it is: whoever reads events passes comments over.
final class HeadsInStream extends FilterInputStream {
  private static final String BEGINNING = ": " + HistoryHead.HEADER + ": ";
  private static final int LONGEST = 16 << 10;

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final Remembering remembering;

  /// What is done with a header's value.
  interface Remembering {
    void heads(String header) throws IOException;
  }

  HeadsInStream(InputStream in, Remembering remembering) {
    super(in);
    this.remembering = remembering;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    int count = super.read(to, offset, length);
    for (int i = offset; i < offset + count; i++) {
      if (to[i] == '\n') {
        end();
      } else if (line.size() < LONGEST) {
        line.write(to[i]);
      }
    }
    return count;
  }

  private void end() throws IOException {
    if (line.size() < LONGEST) {
      String text = line.toString(StandardCharsets.ISO_8859_1);
      if (text.startsWith(BEGINNING)) {
        remembering.heads(text.substring(BEGINNING.length()).stripTrailing());
      }
    }
    line.reset();
  }
}
