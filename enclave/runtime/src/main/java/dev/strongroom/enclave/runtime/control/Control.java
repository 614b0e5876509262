// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.control;

import dev.strongroom.enclave.runtime.figures.ServiceFigures;
import dev.strongroom.enclave.runtime.wire.Link;
import dev.strongroom.enclave.runtime.wire.Wire;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// The connection to the host's control port (`docs/control.md`): lines of JSON out, and one in,
/// the wish to stop. The host may listen late, go away and come back; the enclave doesn't depend on
/// it, and lines that nobody takes in time are dropped and counted. Thread-safe.
public final class Control implements AutoCloseable {
  private static final int QUEUE = 1024;
  private static final Duration BEAT = Duration.ofSeconds(2);
  private static final Duration SERVICE = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration FAREWELL = Duration.ofSeconds(1);
  private static final int LONGEST_COMMAND = 64;

  /// In the queue, it only wakes the sender.
  private static final String WAKE = "";

  private static final String STOP = "{\"stop\":true}";

  private final Wire wire;
  private final Figures figures;
  private final Runnable stop;
  private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(QUEUE);
  private final LongAdder dropped = new LongAdder();
  private final FiguresSnapshot service = new FiguresSnapshot(SERVICE);
  private final Thread sender;
  private volatile @Nullable EnclaveState state;
  private volatile boolean closing;

  /// Connects to the host, now and whenever the connection is lost.
  ///
  /// @param figures are sent every two seconds, which also shows that the enclave is alive
  /// @param stop called when the host wants the enclave to stop; must not block
  public Control(Wire wire, Figures figures, Runnable stop) {
    this.wire = wire;
    this.figures = figures;
    this.stop = stop;
    this.sender = Thread.ofVirtual().name("control").start(this::run);
  }

  /// Says how far the enclave is; said again on each new connection.
  public void state(EnclaveState now) {
    state = now;
    lines.offer(WAKE);
  }

  /// What the service counts, once that is declared: looked at every minute, and sent as far as it
  /// has changed.
  public void service(ServiceFigures declared) {
    service.declared(declared);
  }

  /// Sends a line, or drops it if too many wait.
  public void line(String json) {
    if (!lines.offer(json)) {
      dropped.increment();
    }
  }

  private void run() {
    // Once in any case: a start that fails at once is over before this thread runs.
    do {
      try (Link link = wire.dial(Wire.CONTROL)) {
        Thread.ofVirtual().name("control input").start(() -> listen(link));
        talk(link);
        link.endOutput();
      } catch (IOException | RuntimeException e) {
        // Whatever a line couldn't be made of: an enclave that says nothing more looks dead.
        pause();
      }
    } while (!closing);
  }

  private void talk(Link link) throws IOException {
    EnclaveState told = null;
    FiguresTelling telling = new FiguresTelling(service);
    long beat = System.nanoTime();
    while (!closing || !lines.isEmpty() || !Objects.equals(told, state)) {
      EnclaveState now = state;
      if (now != null && !now.equals(told)) {
        send(link, now.json());
        told = now;
      }
      long left = beat - System.nanoTime();
      if (left <= 0 && !closing) {
        long time = System.nanoTime();
        send(link, figures.json(dropped.sum(), telling.next(time)));
        beat = time + BEAT.toNanos();
      }
      String line = next(Math.max(left, 0));
      if (line != null && !line.equals(WAKE)) {
        send(link, line);
      }
    }
  }

  private @Nullable String next(long nanos) {
    try {
      return lines.poll(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private static void send(Link link, String line) throws IOException {
    link.output().write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private void listen(Link link) {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(link.input(), StandardCharsets.US_ASCII))) {
      StringBuilder command = new StringBuilder();
      for (int c; (c = in.read()) >= 0 && command.length() < LONGEST_COMMAND; ) {
        if (c != '\n') {
          command.append((char) c);
          continue;
        }
        if (STOP.contentEquals(command)) {
          stop.run();
        }
        command.setLength(0);
      }
    } catch (IOException e) {
      // The sender notices too, and connects anew.
    }
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  /// Sends what waits, for at most a second, and ends the connection.
  @Override
  public void close() {
    closing = true;
    lines.offer(WAKE);
    try {
      sender.join(FAREWELL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
