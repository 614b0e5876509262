// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.stream;

import dev.strongroom.enclave.inference.stream.BrokenStreamException.Problem;
import java.io.Flushable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/// Divides a stream into its events, wherever its bytes were cut on the way. Lines end in LF or CR
/// LF; a CR alone, which some readers take for the end of a line and others don't, is refused. Not
/// thread-safe.
public final class EventReader {
  /// Of an event, in bytes: the last one of a long answer may hold all of it once more.
  public static final int LONGEST = 4 << 20;

  private static final int FIRST = 16 << 10;

  private final InputStream in;
  private final Flushable beforeWaiting;
  private byte[] buffer = new byte[FIRST];
  private int start;
  private int scanned;
  private int line;
  private int end;

  /// Reads events from `in`, which stays the caller's to close.
  ///
  /// @param beforeWaiting what is to be done before more has to be waited for
  public EventReader(InputStream in, Flushable beforeWaiting) {
    this.in = in;
    this.beforeWaiting = beforeWaiting;
  }

  /// The next event, waited for.
  ///
  /// @return empty at the end of the stream
  /// @throws BrokenStreamException if it isn't one, or ends inside an event
  public Optional<StreamEvent> next() throws IOException {
    Optional<StreamEvent> event = scan();
    while (event.isEmpty()) {
      makeRoom();
      if (available() == 0) {
        beforeWaiting.flush();
      }
      int read = read();
      if (read < 0) {
        if (end > start) {
          throw new BrokenStreamException(Problem.CUT_SHORT);
        }
        return Optional.empty();
      }
      end += read;
      event = scan();
    }
    return event;
  }

  private int available() throws BrokenStreamException {
    try {
      return in.available();
    } catch (IOException e) {
      throw new BrokenStreamException(Problem.CUT_SHORT);
    }
  }

  private int read() throws IOException {
    try {
      return in.read(buffer, end, buffer.length - end);
    } catch (IOException e) {
      // Cut off, or silent: what the back end's connection says of it is of no use to a client.
      throw new BrokenStreamException(Problem.CUT_SHORT);
    }
  }

  /// Looks for an empty line in what has come.
  private Optional<StreamEvent> scan() throws BrokenStreamException {
    byte[] bytes = buffer;
    int at = scanned;
    boolean afterReturn = at > line && bytes[at - 1] == '\r';
    while (at < end) {
      byte next = bytes[at++];
      if (next == '\n') {
        int length = at - line - (afterReturn ? 2 : 1);
        line = at;
        if (length == 0) {
          scanned = at;
          StreamEvent event = new StreamEvent(Arrays.copyOfRange(bytes, start, at));
          start = at;
          return Optional.of(event);
        }
      } else if (afterReturn) {
        throw new BrokenStreamException(Problem.MALFORMED);
      }
      afterReturn = next == '\r';
    }
    scanned = at;
    return Optional.empty();
  }

  private void makeRoom() throws BrokenStreamException {
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      scanned -= start;
      line -= start;
      end -= start;
      start = 0;
    }
    if (end >= LONGEST) {
      throw new BrokenStreamException(Problem.TOO_LONG);
    }
    if (end == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * buffer.length);
    }
  }
}
