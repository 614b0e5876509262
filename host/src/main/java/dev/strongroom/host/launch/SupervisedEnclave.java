// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/// A simulated enclave that is started again when it ends by itself, each time after a longer pause
/// if it doesn't last. Connections made in between are refused.
public final class SupervisedEnclave implements AutoCloseable {
  private static final Logger LOG = System.getLogger(SupervisedEnclave.class.getName());
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /// An enclave that ran this long was well.
  private static final Duration WELL = Duration.ofMinutes(1);

  private final String modules;
  private final Path configuration;
  private final Path state;
  private final Consumer<Announcement> started;
  private volatile SimulatedEnclave current;
  private volatile boolean closed;

  private SupervisedEnclave(
      String modules,
      Path configuration,
      Path state,
      Consumer<Announcement> started,
      SimulatedEnclave first) {
    this.modules = modules;
    this.configuration = configuration;
    this.state = state;
    this.started = started;
    this.current = first;
  }

  /// Starts an enclave and watches it.
  ///
  /// @param modules as for [SimulatedEnclave#start]
  /// @param started told what each start announced, the first included
  /// @throws LaunchException if the first start fails; later ones are tried again
  public static SupervisedEnclave start(
      String modules, Path configuration, Path state, Consumer<Announcement> started)
      throws IOException {
    SimulatedEnclave first = SimulatedEnclave.start(modules, configuration, state);
    SupervisedEnclave supervised =
        new SupervisedEnclave(modules, configuration, state, started, first);
    started.accept(first.announcement());
    Thread.ofVirtual().name("supervisor").start(supervised::watch);
    return supervised;
  }

  /// A connection to the enclave.
  ///
  /// @throws IOException if it isn't up
  public SocketChannel open() throws IOException {
    return current.open();
  }

  /// The enclave that runs now, or ran last.
  public SimulatedEnclave current() {
    return current;
  }

  private void watch() {
    Duration pause = FIRST_PAUSE;
    while (!closed) {
      long since = System.nanoTime();
      int status = current.ended().join();
      if (closed) {
        return;
      }
      boolean well = System.nanoTime() - since > WELL.toNanos();
      pause = well ? FIRST_PAUSE : longer(pause);
      LOG.log(
          Level.WARNING,
          "the enclave ended with status {0}; starting another in {1} ms",
          status,
          pause.toMillis());
      pause = restart(pause);
    }
  }

  private Duration restart(Duration firstPause) {
    Duration pause = firstPause;
    while (!closed) {
      try {
        Thread.sleep(pause);
        current.close();
        SimulatedEnclave next = SimulatedEnclave.start(modules, configuration, state);
        current = next;
        if (closed) {
          next.close();
        } else {
          started.accept(next.announcement());
        }
        return pause;
      } catch (IOException e) {
        pause = longer(pause);
        LOG.log(Level.WARNING, "the enclave can''t start: {0}", e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return pause;
      }
    }
    return pause;
  }

  private static Duration longer(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  /// Stops the enclave and doesn't start another.
  @Override
  public void close() throws IOException {
    closed = true;
    current.close();
  }
}
