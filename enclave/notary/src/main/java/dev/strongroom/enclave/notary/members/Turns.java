// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.members;

import dev.strongroom.enclave.notary.Members;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.ServiceException;
import dev.strongroom.enclave.runtime.log.LogEvent;
import dev.strongroom.enclave.runtime.log.LogField;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// What this enclave does when it is its turn: the service starts, and ends again when the turn
/// does. One after the other, in one thread.
final class Turns implements AutoCloseable {
  private static final int MOST_WORDS = 300;

  /// Starts that fail one after the other, before the host hears that this enclave is no use.
  private static final int MOST_FAILURES = 3;

  private final Enclave enclave;
  private final Election election;
  private final Members.Writing service;
  private final LogEvent writes;
  private final LogEvent ends;
  private final LogEvent fails;
  private final BlockingQueue<Runnable> orders = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile @Nullable Turn now;
  private volatile boolean closed;
  private volatile boolean opening;
  private int failures;

  /// A turn, from when it was won.
  private static final class Turn {
    private final long term;
    private volatile @Nullable String over;
    private volatile Service.@Nullable Handler handler;

    Turn(long term) {
      this.term = term;
    }
  }

  Turns(Enclave enclave, Election election, Members.Writing service) {
    this.enclave = enclave;
    this.election = election;
    this.service = service;
    this.writes = enclave.log().declare(Level.INFO, "writes the log", LogField.number("term"));
    this.ends =
        enclave.log().declare(Level.WARNING, "writes no more", LogField.text("reason", MOST_WORDS));
    this.fails =
        enclave
            .log()
            .declare(Level.WARNING, "can't take over", LogField.text("reason", MOST_WORDS));
    this.thread = Thread.ofVirtual().name("turns").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!closed) {
        orders.take().run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// The service, if it is this one's turn, it has started, and nobody can have taken over.
  Optional<Service.Handler> writing() {
    Turn turn = now;
    return turn == null || turn.over != null || !election.current()
        ? Optional.empty()
        : Optional.ofNullable(turn.handler);
  }

  /// Whether the log is open here.
  boolean open() {
    Turn turn = now;
    return turn != null && turn.over == null && turn.handler != null;
  }

  /// Begins a turn that was won, before [#start].
  ///
  /// @throws ServiceException if the service can't start
  void beginNow() throws ServiceException, InterruptedException {
    Turn turn = new Turn(election.term());
    now = turn;
    opened(turn);
  }

  /// Begins a turn that was won.
  void begin() {
    Turn turn = new Turn(election.term());
    orders.add(() -> {
      now = turn;
      try {
        opened(turn);
        failures = 0;
      } catch (ServiceException e) {
        failed(turn, e.getMessage());
      } catch (RuntimeException e) {
        failed(turn, "internal-error: " + e.getClass().getName());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }

  private void opened(Turn turn) throws ServiceException, InterruptedException {
    if (closed || !election.holds()) {
      over(turn, "the turn was over before it began");
      return;
    }
    Enclave here = enclave.later(why -> over(turn, why));
    opening = true;
    Service.Handler handler;
    try {
      handler = service.start(here);
    } finally {
      opening = false;
    }
    here.log().seal();
    here.figures().seal();
    // From now on it gets requests.
    turn.handler = handler;
    if (turn.over != null || !election.holds()) {
      over(turn, "the turn was over before the log was open");
      return;
    }
    writes.write(turn.term);
  }

  private void failed(Turn turn, String why) {
    turn.over = why;
    fails.write(why);
    // Being overtaken by another member is nobody's failure.
    boolean overtaken = !election.holds() || election.term() != turn.term;
    election.giveUp(turn.term);
    failures += overtaken ? 0 : 1;
    if (!overtaken && failures == MOST_FAILURES) {
      enclave.stop("members: can't take over: " + why);
    }
  }

  /// Ends the turn that there is.
  void end(String why) {
    Turn turn = now;
    if (turn != null) {
      over(turn, why);
    }
  }

  /// Comes from threads of the service's own, so it is closed elsewhere.
  private void over(Turn turn, String why) {
    synchronized (turn) {
      if (turn.over != null) {
        return;
      }
      turn.over = why;
    }
    orders.add(() -> {
      ends.write(why);
      closeHandler(turn);
      election.giveUp(turn.term);
    });
  }

  private static void closeHandler(Turn turn) {
    if (turn.handler instanceof AutoCloseable closing) {
      try {
        closing.close();
      } catch (Exception e) {
        // What it held is of no use to the next turn either way.
        return;
      }
    }
  }

  /// Ends the turn that there is, and lets others have it.
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    orders.add(() -> {});
    if (opening) {
      thread.interrupt();
    }
    try {
      if (thread.isAlive()) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Turn turn = now;
    if (turn != null) {
      closeHandler(turn);
    }
    election.giveUp(election.term());
  }
}
