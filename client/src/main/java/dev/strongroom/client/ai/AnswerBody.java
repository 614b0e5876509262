// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import dev.strongroom.client.ai.AnswerRefusedException.Refusal;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/// The body of an answer (RFC 9112, sections 6 and 7.1). It ends behind its last byte or its last
/// chunk, and nowhere else. Used by one thread.
final class AnswerBody extends InputStream {
  /// A line of a chunk's size is likely to be there as a whole when so much is.
  static final int SIZE_LINE = 8;

  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;
  private static final int LONGEST_LINE = 16 << 10;
  private static final int MOST_TRAILERS = 64;
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,15}");

  private final ChannelInput in;
  private final boolean chunked;
  private final Ending ending;
  private long left;
  private boolean begun;
  private boolean over;
  private boolean closed;

  /// What becomes of the connection.
  interface Ending {
    /// The body ended where it had to.
    void complete();

    /// It broke, or nobody reads on.
    void broken();
  }

  private AnswerBody(ChannelInput in, boolean chunked, long length, Ending ending) {
    this.in = in;
    this.chunked = chunked;
    this.left = length;
    this.ending = ending;
  }

  /// The body that a head announces.
  ///
  /// @throws AnswerRefusedException if only the connection's end would end it
  /// @throws IOException if the head contradicts itself
  static AnswerBody of(AnswerHead head, ChannelInput in, Ending ending) throws IOException {
    Optional<String> length = head.only("content-length");
    Optional<String> coding = head.only("transfer-encoding");
    if (head.status() == NO_CONTENT || head.status() == NOT_MODIFIED) {
      return ended(new AnswerBody(in, false, 0, ending));
    }
    if (coding.isPresent()) {
      if (length.isPresent() || !coding.get().equalsIgnoreCase("chunked")) {
        throw new IOException("a transfer coding other than chunked, or a length beside it");
      }
      return new AnswerBody(in, true, 0, ending);
    }
    if (length.isEmpty()) {
      throw new AnswerRefusedException(
          Refusal.ENDLESS, "an answer whose end is the connection's: it may be cut", null);
    }
    if (!LENGTH.matcher(length.get()).matches()) {
      throw new IOException("a length that is none");
    }
    return ended(new AnswerBody(in, false, Long.parseLong(length.get()), ending));
  }

  private static AnswerBody ended(AnswerBody body) {
    if (body.left == 0) {
      body.end();
    }
    return body;
  }

  private void end() {
    over = true;
    ending.complete();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, to.length);
    if (over || length == 0) {
      return over ? -1 : 0;
    }
    if (closed) {
      throw new IOException("the answer was closed");
    }
    boolean good = false;
    try {
      int count = some(to, offset, length);
      good = true;
      return count;
    } finally {
      if (!good) {
        close();
      }
    }
  }

  private int some(byte[] to, int offset, int length) throws IOException {
    if (chunked && left == 0 && !nextChunk()) {
      end();
      return -1;
    }
    int count = in.read(to, offset, (int) Math.min(length, left));
    if (count < 0) {
      throw new EOFException("the connection ended inside the answer");
    }
    left -= count;
    if (!chunked && left == 0) {
      end();
    }
    return count;
  }

  private boolean nextChunk() throws IOException {
    if (begun && !in.line(LONGEST_LINE).isEmpty()) {
      throw new IOException("a chunk that is longer than its size");
    }
    begun = true;
    left = ChannelInput.size(in.line(LONGEST_LINE).split(";", 2)[0].stripTrailing());
    if (left > 0) {
      return true;
    }
    for (int i = 0; !in.line(LONGEST_LINE).isEmpty(); i++) {
      if (i == MOST_TRAILERS) {
        throw new IOException("more than " + MOST_TRAILERS + " trailers");
      }
    }
    return false;
  }

  /// What can be read without waiting; what little of a chunk's size is here already may have to be
  /// waited for.
  @Override
  public int available() throws IOException {
    if (over || closed) {
      return 0;
    }
    int here = in.available();
    if (left > 0) {
      return (int) Math.min(left, here);
    }
    return here > SIZE_LINE ? 1 : 0;
  }

  @Override
  public void close() {
    if (!over && !closed) {
      closed = true;
      ending.broken();
    }
  }
}
