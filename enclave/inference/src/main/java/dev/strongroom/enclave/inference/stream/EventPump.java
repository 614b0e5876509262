// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.stream;

import dev.strongroom.enclave.inference.stream.BrokenStreamException.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Passes a stream on, event by event and byte for byte. The last event is held back until the back
/// end's answer has ended as HTTP demands it: whoever has it has the whole answer.
public final class EventPump {
  private final EventReader events;
  private final OutputStream out;
  private final LastEvent last;
  private final Passing passing;
  private boolean written;

  /// Who sees what is passed on.
  public interface Passing {
    /// Before an event is passed on.
    ///
    /// @throws BrokenStreamException if it may not be
    void passing(StreamEvent event) throws BrokenStreamException;

    /// Before the last event is seen, when the back end's answer has ended properly.
    ///
    /// @return what goes before the last event
    /// @throws BrokenStreamException if the answer may not end well
    Optional<StreamEvent> finishing(StreamEvent last) throws BrokenStreamException;

    /// Before the last event is passed on, which was seen already.
    ///
    /// @throws BrokenStreamException if the answer may not end well
    void ending() throws BrokenStreamException;
  }

  /// A pump that closes neither end.
  public EventPump(InputStream from, OutputStream out, LastEvent last, Passing passing) {
    this.events = new EventReader(from, this::flush);
    this.out = out;
    this.last = last;
    this.passing = passing;
  }

  /// Passes all of it on.
  ///
  /// @throws BrokenStreamException if the stream isn't one, or ends before its end; what came
  ///   before was passed on
  /// @throws IOException if the client is gone
  public void run() throws IOException {
    StreamEvent held = null;
    for (Optional<StreamEvent> next = events.next(); next.isPresent(); next = events.next()) {
      StreamEvent event = next.get();
      if (held != null) {
        // Some protocols have an event that ends, and `[DONE]` behind it.
        if (LastEvent.isDone(held) || !LastEvent.isDone(event)) {
          throw new BrokenStreamException(Problem.AFTER_END);
        }
        write(held);
        held = event;
      } else if (last.is(event)) {
        held = event;
      } else {
        write(event);
      }
    }
    end(held);
  }

  private void end(@Nullable StreamEvent held) throws IOException {
    if (held == null) {
      throw new BrokenStreamException(Problem.CUT_SHORT);
    }
    Optional<StreamEvent> before = passing.finishing(held);
    if (before.isPresent()) {
      write(before.get());
    }
    passing.passing(held);
    passing.ending();
    held.writeTo(out);
    out.flush();
  }

  private void write(StreamEvent event) throws IOException {
    passing.passing(event);
    event.writeTo(out);
    written = true;
  }

  private void flush() throws IOException {
    if (written) {
      written = false;
      out.flush();
    }
  }
}
