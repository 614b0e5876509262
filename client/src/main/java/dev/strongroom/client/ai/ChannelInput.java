// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import dev.strongroom.channel.AttestedConnection;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// What comes over an attested connection, read through a buffer and with limits of time. Used by
/// one thread at a time. Between two requests a thread of its own reads: an end shows to nobody who
/// doesn't.
final class ChannelInput {
  private static final int SIZE = 16 << 10;

  private final AttestedConnection connection;
  private final InputStream in;
  private final byte[] buffer = new byte[SIZE];
  private int at;
  private int end;
  private @Nullable Long deadline;
  private @Nullable FutureTask<Integer> watched;
  private Duration silence = Duration.ofSeconds(1);

  ChannelInput(AttestedConnection connection) throws IOException {
    this.connection = connection;
    this.in = connection.input();
  }

  /// Everything that is read from now on has to come within this time.
  void within(Duration time) {
    deadline = System.nanoTime() + time.toNanos();
  }

  /// From now on nothing may take longer than this to come.
  void silentFor(Duration longest) {
    deadline = null;
    silence = longest;
  }

  /// What is here, about; 0 if it would have to be waited for.
  int available() throws IOException {
    int here = end - at;
    return here > AnswerBody.SIZE_LINE ? here : here + in.available();
  }

  /// Whether nothing is here that hasn't been read.
  boolean nothingLeft() {
    try {
      return available() == 0;
    } catch (IOException e) {
      // It broke: what is left of it is its end.
      return false;
    }
  }

  /// Begins to read what isn't expected: from now on the end of the connection is noticed when it
  /// comes, and whatever is read next is what came after this call.
  ///
  /// @param ended is called, by another thread, once the connection ended or something came, unless
  ///   it was asked for meanwhile
  void watch(Runnable ended) {
    FutureTask<Integer> reading =
        new FutureTask<>(() -> {
          connection.socket().setSoTimeout(0);
          return in.read(buffer, 0, SIZE);
        });
    watched = reading;
    Thread.startVirtualThread(() -> {
      reading.run();
      ended.run();
    });
  }

  /// Whether nothing has come since it is watched.
  boolean quiet() {
    return watched != null && !watched.isDone();
  }

  /// Some bytes.
  ///
  /// @return how many, -1 at the end of the connection
  /// @throws SocketTimeoutException if none come in time
  int read(byte[] to, int offset, int length) throws IOException {
    if (at == end && !fill()) {
      return -1;
    }
    int count = Math.min(length, end - at);
    System.arraycopy(buffer, at, to, offset, count);
    at += count;
    return count;
  }

  /// A line without its end, which is CR LF.
  ///
  /// @param most bytes that it may have
  /// @throws EOFException if it is cut
  /// @throws SocketTimeoutException if it doesn't come in time
  String line(int most) throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      if (at == end && !fill()) {
        throw new EOFException("the connection ended inside an answer");
      }
      char next = (char) (buffer[at++] & 0xff);
      if (next == '\n') {
        int length = line.length() - 1;
        if (length < 0 || line.charAt(length) != '\r') {
          throw new IOException("a line without its proper end");
        }
        return line.substring(0, length);
      }
      line.append(next);
      if (line.length() > most) {
        throw new IOException("a line of more than " + most + " bytes");
      }
    }
  }

  private boolean fill() throws IOException {
    int count;
    if (watched == null) {
      connection.socket().setSoTimeout(millis());
      count = in.read(buffer, 0, SIZE);
    } else {
      count = came(watched);
      watched = null;
    }
    at = 0;
    end = Math.max(0, count);
    return count >= 0;
  }

  private int came(FutureTask<Integer> reading) throws IOException {
    try {
      return reading.get(millis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new SocketTimeoutException("nothing came");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while an answer was waited for");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException broken ? broken : new IOException(e.getCause());
    }
  }

  private int millis() throws SocketTimeoutException {
    if (deadline == null) {
      return Math.clamp(silence.toMillis(), 1, Integer.MAX_VALUE);
    }
    long left = (deadline - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      throw new SocketTimeoutException("too late");
    }
    return (int) Math.min(left, Integer.MAX_VALUE);
  }

  /// A number of bytes in hexadecimal digits, at most eight.
  ///
  /// @throws IOException if it is none
  static long size(String digits) throws IOException {
    if (digits.isEmpty() || digits.length() > 8) {
      throw new IOException("a chunk's size that is none");
    }
    long size = 0;
    for (byte digit : digits.getBytes(StandardCharsets.ISO_8859_1)) {
      int value = digit <= 'f' ? Character.digit(digit, 16) : -1;
      if (value < 0) {
        throw new IOException("a chunk's size that is none");
      }
      size = (size << 4) + value;
    }
    return size;
  }
}
