// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An answer that is read while it is written, each by one thread. Writing doesn't wait for the
/// reader: an answer is no longer than the context has room. What is written after it was closed is
/// thrown away.
final class AnswerStream extends InputStream {
  private final Deque<byte[]> written = new ArrayDeque<>();
  private byte[] current = new byte[0];
  private int at;
  private boolean ended;
  private boolean closed;
  private @Nullable String failure;

  synchronized void write(String text) {
    if (!closed && !text.isEmpty()) {
      written.add(text.getBytes(StandardCharsets.UTF_8));
      notifyAll();
    }
  }

  /// The answer is complete.
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /// It can't be completed: reading throws, after all that was written.
  synchronized void fail(String why) {
    failure = why;
    end();
  }

  /// Whether nobody reads it any more.
  synchronized boolean closed() {
    return closed;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public synchronized int read(byte[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    if (length == 0) {
      return 0;
    }
    if (!next()) {
      return -1;
    }
    int count = Math.min(length, current.length - at);
    System.arraycopy(current, at, into, offset, count);
    at += count;
    return count;
  }

  @Override
  public synchronized int available() {
    return current.length - at;
  }

  private boolean next() throws IOException {
    while (at == current.length) {
      if (closed) {
        throw new IOException("closed");
      }
      if (!written.isEmpty()) {
        current = written.remove();
        at = 0;
      } else if (failure != null) {
        throw new IOException(failure);
      } else if (ended) {
        return false;
      } else {
        try {
          wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException();
        }
      }
    }
    return true;
  }

  @Override
  public synchronized void close() {
    closed = true;
    written.clear();
    current = new byte[0];
    at = 0;
    notifyAll();
  }
}
