// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import dev.strongroom.client.ai.AnswerRefusedException.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Server-sent events (WHATWG HTML, section 9.2), byte for byte, but handed out as whole events
/// only: nobody shows half of one because the rest was cut off. Ends only after the final mark.
/// Used by one thread.
final class WholeEvents extends InputStream {
  private static final int FIRST = 16 << 10;

  /// The most of one event: images come as data.
  static final int MOST = 32 << 20;

  private final InputStream in;
  private final FinalMark mark;
  private byte[] held = new byte[FIRST];
  private int from;

  /// Where whole events end.
  private int whole;

  private int until;
  private int lineStart;
  private boolean afterReturn;
  private boolean marked;
  private boolean finished;
  private boolean ended;
  private @Nullable IOException failure;

  WholeEvents(InputStream in, FinalMark mark) {
    this.in = in;
    this.mark = mark;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, to.length);
    if (length == 0) {
      return 0;
    }
    while (from == whole) {
      if (!fill()) {
        return -1;
      }
    }
    int count = Math.min(length, whole - from);
    System.arraycopy(held, from, to, offset, count);
    from += count;
    return count;
  }

  @Override
  public int available() {
    return whole - from;
  }

  /// Reads once more, and whatever came with that; false at the proper end.
  private boolean fill() throws IOException {
    if (failure != null) {
      throw failure;
    }
    makeRoom();
    int count = ended ? -1 : in.read(held, until, held.length - until);
    if (count < 0) {
      if (!finished) {
        throw new AnswerCutException(
            "the stream ended without its final mark, " + mark.described(), null);
      }
      if (until > whole) {
        throw new AnswerCutException("the stream ended inside an event", null);
      }
      return false;
    }
    int scanned = until;
    until += count;
    takeWhatIsHere();
    scan(scanned);
    return true;
  }

  /// Small pieces that came together are handed out together. What goes wrong here is said after
  /// what came before it.
  private void takeWhatIsHere() {
    try {
      while (!ended && until < held.length && in.available() > 0) {
        int count = in.read(held, until, held.length - until);
        ended = count < 0;
        until += Math.max(0, count);
      }
    } catch (IOException e) {
      failure = e;
    }
  }

  private void makeRoom() throws AnswerRefusedException {
    if (from > 0) {
      System.arraycopy(held, from, held, 0, until - from);
      lineStart -= from;
      whole -= from;
      until -= from;
      from = 0;
    }
    if (until == held.length) {
      if (held.length >= MOST) {
        throw new AnswerRefusedException(
            Refusal.EVENT_TOO_LONG, "an event of more than " + MOST + " bytes", null);
      }
      held = Arrays.copyOf(held, 2 * held.length);
    }
  }

  private void scan(int start) {
    for (int i = start; i < until; i++) {
      byte b = held[i];
      if (b == '\n' && afterReturn) {
        // The second half of a line's end.
        afterReturn = false;
        if (whole == lineStart && lineStart == i) {
          whole = i + 1;
        }
        lineStart = i + 1;
      } else if (b == '\n' || b == '\r') {
        afterReturn = b == '\r';
        endOfLine(i);
        lineStart = i + 1;
      } else {
        afterReturn = false;
      }
    }
  }

  private void endOfLine(int end) {
    if (end > lineStart) {
      marked = marked || mark.isIn(held, lineStart, end);
      return;
    }
    whole = end + 1;
    finished = finished || marked;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
