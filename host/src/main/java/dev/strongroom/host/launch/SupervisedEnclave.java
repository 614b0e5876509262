// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import dev.strongroom.host.control.ControlServer;
import dev.strongroom.host.control.EnclaveState;
import dev.strongroom.host.control.StateLine;
import dev.strongroom.host.forward.TcpForwarder;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

/// An enclave that is started again when it ends by itself, each time after a longer pause if it
/// doesn't last. Connections made in between are refused. Thread-safe.
public final class SupervisedEnclave implements AutoCloseable {
  private static final Logger LOG = System.getLogger(SupervisedEnclave.class.getName());

  /// With one of these, a start is over: waiting for people may take days.
  private static final Set<EnclaveState> STARTED =
      EnumSet.of(EnclaveState.WAITING, EnclaveState.READY, EnclaveState.FAILED);

  /// An enclave's last words may be read after its end was noticed.
  private static final Duration LAST_WORDS = Duration.ofMillis(500);

  private final Launcher launcher;
  private final ControlServer control;
  private final Patience patience;
  private final LongAdder restarts = new LongAdder();
  private final Thread watcher;
  private volatile LaunchedEnclave current;
  private volatile boolean closed;

  private SupervisedEnclave(
      Launcher launcher, ControlServer control, Patience patience, LaunchedEnclave first) {
    this.launcher = launcher;
    this.control = control;
    this.patience = patience;
    this.current = first;
    this.watcher = Thread.ofVirtual().name("supervisor").unstarted(this::watch);
  }

  /// Starts an enclave, waits until it is ready or waits for its root secret, and watches it.
  ///
  /// @param control what the enclave will connect to
  /// @throws LaunchException if the first start fails; later ones are tried again
  /// @throws InterruptedException if interrupted while it starts; then nothing runs
  public static SupervisedEnclave start(Launcher launcher, ControlServer control, Patience patience)
      throws IOException, InterruptedException {
    LaunchedEnclave first = launch(launcher, control, patience);
    SupervisedEnclave supervised = new SupervisedEnclave(launcher, control, patience, first);
    supervised.watcher.start();
    return supervised;
  }

  /// The way to whichever enclave runs at the moment.
  public TcpForwarder.StreamSource wire() {
    return () -> current.wire().open();
  }

  /// The enclave that runs now, or ran last.
  public LaunchedEnclave current() {
    return current;
  }

  /// Whether it runs.
  public boolean up() {
    return !current.ended().isDone();
  }

  /// How often another one was to be started.
  public long restarts() {
    return restarts.sum();
  }

  private static LaunchedEnclave launch(Launcher launcher, ControlServer control, Patience patience)
      throws IOException, InterruptedException {
    CompletableFuture<StateLine> word = control.expect(STARTED);
    LaunchedEnclave enclave = null;
    boolean started = false;
    try {
      enclave = launcher.launch();
      StateLine state = firstWord(enclave, word, patience);
      if (state.state() == EnclaveState.FAILED) {
        throw new LaunchException("the enclave " + state.words());
      }
      started = true;
      return enclave;
    } finally {
      word.cancel(false);
      if (!started && enclave != null) {
        enclave.kill();
        enclave.stop(Duration.ZERO);
      }
    }
  }

  private static StateLine firstWord(
      LaunchedEnclave enclave, CompletableFuture<StateLine> word, Patience patience)
      throws LaunchException, InterruptedException {
    CompletableFuture<String> ended = enclave.ended();
    try {
      CompletableFuture.anyOf(word, ended).get(patience.start().toMillis(), TimeUnit.MILLISECONDS);
      return word.get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      String why =
          ended.isDone()
              ? "the enclave ended before it was ready: " + ended.join()
              : "no word from the enclave within " + patience.start().toSeconds() + " s";
      throw new LaunchException(why);
    } catch (ExecutionException e) {
      throw new LaunchException("the enclave can't be watched: " + e.getMessage());
    }
  }

  private void watch() {
    Duration pause = patience.firstPause();
    try {
      while (!closed) {
        long since = System.nanoTime();
        String how = current.ended().get();
        boolean well = System.nanoTime() - since > patience.well().toNanos();
        pause = well ? patience.firstPause() : patience.longer(pause);
        LOG.log(
            Level.WARNING,
            "the enclave ended: {0}; starting another in {1} ms",
            how,
            pause.toMillis());
        current.stop(Duration.ZERO);
        pause = restart(pause);
      }
    } catch (InterruptedException e) {
      // This is how closing ends it.
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      LOG.log(Level.ERROR, "the enclave can''t be watched any more: {0}", e.getMessage());
    }
  }

  private Duration restart(Duration firstPause) throws InterruptedException {
    Duration pause = firstPause;
    while (!closed) {
      Thread.sleep(pause);
      restarts.increment();
      try {
        current = launch(launcher, control, patience);
        return pause;
      } catch (IOException e) {
        pause = patience.longer(pause);
        LOG.log(
            Level.WARNING,
            "the enclave can''t start: {0}; trying again in {1} ms",
            e.getMessage(),
            pause.toMillis());
      }
    }
    return pause;
  }

  /// Stops the enclave and doesn't start another: first it is asked over its control connection,
  /// then in its launcher's own way, then it is killed.
  @Override
  public void close() {
    closed = true;
    watcher.interrupt();
    try {
      watcher.join();
      LaunchedEnclave last = current;
      if (control.requestStop()) {
        last.ended().get(patience.stop().toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(Level.WARNING, "the enclave doesn''t stop when it is asked to");
    }
    current.stop(patience.stop());
  }
}
