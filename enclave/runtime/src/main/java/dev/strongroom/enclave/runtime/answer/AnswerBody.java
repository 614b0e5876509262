// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.answer;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Pattern;

/// The body of an answer (RFC 9112, 6 and 7.1). It ends behind its last byte or its last chunk, and
/// nowhere else: a connection that ends before is an exception. Not thread-safe.
public final class AnswerBody extends InputStream {
  private static final int LONGEST_TRAILER = 16 << 10;
  private static final int LONGEST_SIZE_LINE = 1024;
  private static final int MOST_DIGITS = 8;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  /// A line of a chunk's size is likely to be there as a whole when so much is.
  static final int SIZE_LINE = 8;

  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,15}");

  private final InputStream in;
  private final boolean chunked;
  private final Ending ending;
  private long left;
  private boolean begun;
  private boolean ended;
  private boolean closed;

  /// What becomes of the connection.
  public interface Ending {
    /// The body ended where it had to; the next answer follows.
    void complete();

    /// It broke, or nobody reads on.
    void broken();
  }

  private AnswerBody(InputStream in, boolean chunked, long length, Ending ending) {
    this.in = in;
    this.chunked = chunked;
    this.left = length;
    this.ending = ending;
  }

  /// The body that a head announces.
  ///
  /// @throws MalformedAnswerException if it doesn't say where the body ends
  public static AnswerBody of(AnswerHead head, InputStream in, Ending ending) throws IOException {
    Optional<String> length = head.field("content-length");
    Optional<String> encoding = head.field("transfer-encoding");
    boolean none = head.status() == NO_CONTENT || head.status() == NOT_MODIFIED;
    if (length.isPresent() && encoding.isPresent()) {
      throw new MalformedAnswerException("both a length and a transfer encoding");
    }
    if (encoding.isPresent()) {
      if (none || !encoding.get().equalsIgnoreCase("chunked")) {
        throw new MalformedAnswerException("a transfer encoding other than chunked");
      }
      return new AnswerBody(in, true, 0, ending);
    }
    if (length.isEmpty() && !none) {
      throw new MalformedAnswerException("neither a length nor chunks");
    }
    if (length.isPresent() && !LENGTH.matcher(length.get()).matches()) {
      throw new MalformedAnswerException("a length that is none");
    }
    AnswerBody body =
        new AnswerBody(in, false, none ? 0 : Long.parseLong(length.orElse("0")), ending);
    if (body.left == 0) {
      body.end();
    }
    return body;
  }

  private void end() {
    ended = true;
    ending.complete();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (ended) {
      return -1;
    }
    if (closed) {
      throw new IOException("the answer was closed");
    }
    try {
      if (chunked && left == 0 && !nextChunk()) {
        end();
        return -1;
      }
      int read = in.read(bytes, offset, (int) Math.min(length, left));
      if (read < 0) {
        throw new MalformedAnswerException("the connection ended inside the answer");
      }
      left -= read;
      if (!chunked && left == 0) {
        end();
      }
      return read;
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /// What can be read without waiting for the back end; what little of a chunk's size is there
  /// already may have to be waited for.
  @Override
  public int available() throws IOException {
    if (ended || closed) {
      return 0;
    }
    int there = in.available();
    if (left > 0) {
      return (int) Math.min(left, there);
    }
    return there > SIZE_LINE ? 1 : 0;
  }

  private boolean nextChunk() throws IOException {
    AnswerHead.Lines line = new AnswerHead.Lines(in, LONGEST_SIZE_LINE);
    if (begun && !line.next().isEmpty()) {
      throw new MalformedAnswerException("a chunk that is longer than its size");
    }
    begun = true;
    left = size(line.next().split(";", 2)[0].stripTrailing());
    if (left > 0) {
      return true;
    }
    AnswerHead.Lines trailer = new AnswerHead.Lines(in, LONGEST_TRAILER);
    String field = trailer.next();
    while (!field.isEmpty()) {
      field = trailer.next();
    }
    return false;
  }

  private static long size(String digits) throws MalformedAnswerException {
    long size = 0;
    if (digits.isEmpty() || digits.length() > MOST_DIGITS) {
      throw new MalformedAnswerException("a chunk's size that is none");
    }
    for (int i = 0; i < digits.length(); i++) {
      int digit = Character.digit(digits.charAt(i), 16);
      if (digit < 0 || digits.charAt(i) > 'f') {
        throw new MalformedAnswerException("a chunk's size that is none");
      }
      size = (size << 4) + digit;
    }
    return size;
  }

  @Override
  public void close() {
    if (!ended && !closed) {
      closed = true;
      ending.broken();
    }
  }
}
