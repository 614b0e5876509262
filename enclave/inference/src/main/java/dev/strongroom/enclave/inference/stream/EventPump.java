// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.stream;

import dev.strongroom.enclave.inference.stream.BrokenStreamException.Problem;
import dev.strongroom.enclave.inference.volume.Heads;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Passes a stream on, event by event and byte for byte. The last event is held back until the back
/// end's answer has ended as HTTP demands it: whoever has it has the whole answer.
public final class EventPump {
  private static final Sought HEADS = new Sought(Heads.HEADER, 0);

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
    /// @param last the first of those that end it
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
    // Some protocols have an event that ends, and `[DONE]` behind it. Whoever has the first of them
    // believes that it has all.
    List<StreamEvent> held = new ArrayList<>();
    for (Optional<StreamEvent> next = events.next(); next.isPresent(); next = events.next()) {
      StreamEvent event = next.get();
      if (saysHeads(event)) {
        throw new BrokenStreamException(Problem.MALFORMED);
      }
      if (!held.isEmpty()) {
        if (LastEvent.isDone(held.getLast()) || !LastEvent.isDone(event)) {
          throw new BrokenStreamException(Problem.AFTER_END);
        }
        held.add(event);
      } else if (last.is(event)) {
        held.add(event);
      } else {
        write(event);
      }
    }
    if (held.isEmpty()) {
      throw new BrokenStreamException(Problem.CUT_SHORT);
    }
    end(held.getFirst(), held.subList(1, held.size()));
  }

  private void end(StreamEvent first, List<StreamEvent> behind) throws IOException {
    Optional<StreamEvent> before = passing.finishing(first);
    if (before.isPresent()) {
      write(before.get());
    }
    passing.passing(first);
    for (StreamEvent event : behind) {
      passing.passing(event);
    }
    passing.ending();
    first.writeTo(out);
    for (StreamEvent event : behind) {
      event.writeTo(out);
    }
    out.flush();
  }

  /// Whether a back end says what only this gateway may: which states of somebody's history there
  /// are. The user's side would believe it.
  private static boolean saysHeads(StreamEvent event) {
    return event.contains(HEADS)
        && new String(event.raw().toByteArray(), StandardCharsets.ISO_8859_1)
            .lines()
            .anyMatch(line -> line.startsWith(":") && line.contains(Heads.HEADER));
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
