// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.control;

import dev.strongroom.host.wire.Link;
import dev.strongroom.host.wire.LinkServer;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Listens to one enclave: a newer connection takes the place of an older one. What the enclave
/// says is passed on and remembered, never trusted. Thread-safe.
public final class ControlServer implements LinkServer {
  private static final Logger LOG = System.getLogger(ControlServer.class.getName());
  private static final byte[] STOP = "{\"stop\":true}\n".getBytes(StandardCharsets.US_ASCII);

  /// One connection, and what came over it.
  private static final class Session {
    final Link link;
    long heard;
    Optional<StateLine> state = Optional.empty();
    Optional<FiguresLine> figures = Optional.empty();
    final ServiceFigures service = new ServiceFigures();

    Session(Link link, long now) {
      this.link = link;
      this.heard = now;
    }
  }

  /// Somebody waits for one of these states.
  private record Wait(Set<EnclaveState> states, CompletableFuture<StateLine> arrived) {}

  private final LongSupplier nanoTime;
  private final Consumer<ControlLine> listener;
  private final Map<ControlIncident, LongAdder> incidents = new EnumMap<>(ControlIncident.class);
  private final List<Wait> waits = new ArrayList<>();
  private @Nullable Session current;

  /// Held while the listener works, so that a slow one doesn't keep others from asking.
  private final Object delivery = new Object();

  /// A server that nobody is connected to.
  ///
  /// @param nanoTime a clock that never jumps, such as `System::nanoTime`: silence is measured with
  ///   it, which a change of the wall clock mustn't hide
  /// @param listener gets each line, in order and one at a time; must not block for long
  public ControlServer(LongSupplier nanoTime, Consumer<ControlLine> listener) {
    this.nanoTime = nanoTime;
    this.listener = listener;
    for (ControlIncident incident : ControlIncident.values()) {
      incidents.put(incident, new LongAdder());
    }
  }

  @Override
  public void serve(Link link) throws IOException {
    Session session = new Session(link, nanoTime.getAsLong());
    enter(session);
    try {
      LineReader lines = new LineReader(link.input());
      Optional<String> line = lines.next();
      while (line.isPresent()) {
        ControlLine parsed = ControlReader.parse(line.get());
        if (!accept(session, parsed)) {
          return;
        }
        line = lines.next();
      }
    } catch (MalformedControlException e) {
      count(e.incident());
      LOG.log(
          Level.WARNING,
          "control connection closed: {0}: {1}",
          e.incident().code(),
          e.getMessage());
    } finally {
      leave(session);
    }
  }

  private void enter(Session session) {
    Session before;
    synchronized (this) {
      before = current;
      current = session;
    }
    if (before != null) {
      count(ControlIncident.REPLACED);
      LOG.log(Level.WARNING, "a newer control connection replaces one that is open");
      close(before);
    }
  }

  /// Takes a line in, unless its connection was replaced meanwhile.
  private boolean accept(Session session, ControlLine line) throws MalformedControlException {
    synchronized (delivery) {
      if (!remember(session, line)) {
        return false;
      }
      listener.accept(line);
    }
    if (line instanceof StateLine state) {
      complete(state);
    }
    return true;
  }

  private synchronized boolean remember(Session session, ControlLine line)
      throws MalformedControlException {
    if (current != session) {
      return false;
    }
    session.heard = nanoTime.getAsLong();
    switch (line) {
      case StateLine state -> session.state = Optional.of(state);
      case FiguresLine figures -> {
        session.service.take(figures.service());
        session.figures = Optional.of(figures);
      }
      case LogLine _ -> {}
    }
    return true;
  }

  private void complete(StateLine state) {
    List<Wait> waiting;
    synchronized (this) {
      waiting = List.copyOf(waits);
    }
    for (Wait wait : waiting) {
      if (wait.states().contains(state.state())) {
        wait.arrived().complete(state);
      }
    }
  }

  private synchronized void leave(Session session) {
    if (current == session) {
      current = null;
    }
  }

  private void count(ControlIncident incident) {
    LongAdder adder = incidents.get(incident);
    if (adder != null) {
      adder.increment();
    }
  }

  /// Forgets and disconnects whoever is connected, and waits for what is started next.
  ///
  /// @param states of which the first to come completes the future
  /// @return completed by the thread that reads the connection; cancel it to stop waiting
  public CompletableFuture<StateLine> expect(Set<EnclaveState> states) {
    CompletableFuture<StateLine> arrived = new CompletableFuture<>();
    Wait wait = new Wait(EnumSet.copyOf(states), arrived);
    Session before;
    synchronized (this) {
      before = current;
      current = null;
      waits.removeIf(earlier -> earlier.arrived().isDone());
      waits.add(wait);
    }
    if (before != null) {
      close(before);
    }
    return arrived;
  }

  private static void close(Session session) {
    try {
      session.link.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "closing failed: {0}", e.getMessage());
    }
  }

  /// What is known now.
  public synchronized ControlStatus status() {
    Session session = current;
    if (session == null) {
      return ControlStatus.NOBODY;
    }
    Duration silence = Duration.ofNanos(Math.max(0, nanoTime.getAsLong() - session.heard));
    return new ControlStatus(true, silence, session.state, session.figures);
  }

  /// What the service counts, as the enclave said over the connection that is open.
  public synchronized List<ServiceFigure> service() {
    return current == null ? List.of() : current.service.all();
  }

  /// How often each kind of incident came since the start.
  public long incidents(ControlIncident incident) {
    LongAdder adder = incidents.get(incident);
    return adder == null ? 0 : adder.sum();
  }

  /// Asks the enclave to finish what it does and end.
  ///
  /// @return false if nobody is connected, or the connection is lost
  public boolean requestStop() {
    Link link;
    synchronized (this) {
      if (current == null) {
        return false;
      }
      link = current.link;
    }
    try {
      link.output().write(STOP);
      link.output().flush();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
