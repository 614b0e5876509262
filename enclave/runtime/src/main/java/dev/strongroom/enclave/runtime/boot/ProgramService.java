// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.boot;

import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.configuration.ApplicationConfiguration;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A program with a `main` of its own, which knows nothing of enclaves: it serves plain HTTP on the
/// loopback, and gets there what came in over the attested channel.
///
/// Its name is known when it runs, not when this is compiled: so this is the one place where
/// something is called by reflection.
final class ProgramService implements Service {
  /// How long a program may take until it listens.
  static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final Duration POLL = Duration.ofMillis(20);
  private static final int DIAL_MILLISECONDS = 1000;

  private final ApplicationConfiguration program;
  private final Duration patience;

  /// @param patience how long it may take until it listens
  ProgramService(ApplicationConfiguration program, Duration patience) {
    this.program = program;
    this.patience = patience;
  }

  /// Returns once the program listens.
  ///
  /// @throws ProgramException if there is no such program, or it ends or fails before that
  @Override
  public Handler start(Enclave enclave) throws IOException, InterruptedException {
    return start();
  }

  Loopback start() throws ProgramException, InterruptedException {
    Method main = main();
    if (listens()) {
      throw new ProgramException("port " + program.port() + " is somebody else's");
    }
    CompletableFuture<Void> running = new CompletableFuture<>();
    // A group of its own shows which threads are the program's.
    ThreadGroup threads = new ThreadGroup("program");
    Thread.ofPlatform().group(threads).name("main").daemon(false).start(() -> run(main, running));
    awaitPort(running, threads);
    return new Loopback(program.port());
  }

  /// As the `java` command does, it takes a `main` of a class that isn't public.
  private Method main() throws ProgramException {
    try {
      Method main =
          Class.forName(program.main(), false, ClassLoader.getSystemClassLoader())
              .getMethod("main", String[].class);
      if (!Modifier.isStatic(main.getModifiers()) || !main.trySetAccessible()) {
        throw new ProgramException(program.main() + ".main isn't static, or not to be called");
      }
      return main;
    } catch (ClassNotFoundException | NoSuchMethodException | LinkageError e) {
      throw new ProgramException("there is no public " + program.main() + ".main(String[])");
    }
  }

  // A class that can't be initialized is an error that isn't wrapped.
  @SuppressWarnings("CatchAndPrintStackTrace")
  private void run(Method main, CompletableFuture<Void> running) {
    try {
      main.invoke(null, (Object) program.arguments().toArray(String[]::new));
      running.complete(null);
    } catch (InvocationTargetException e) {
      running.completeExceptionally(e.getCause());
    } catch (Throwable e) {
      running.completeExceptionally(e);
    }
  }

  private void awaitPort(CompletableFuture<Void> running, ThreadGroup threads)
      throws ProgramException, InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    while (true) {
      // Looked at before the port: what is said of the end must not be older.
      boolean ended = running.isDone() && !lives(threads);
      if (listens()) {
        return;
      }
      if (running.isCompletedExceptionally()) {
        // Its message may hold anything; its class is the program's own.
        throw new ProgramException(
            program.main() + " failed: " + running.exceptionNow().getClass().getName());
      }
      if (ended) {
        throw new ProgramException(
            program.main() + " ended and doesn't listen on port " + program.port());
      }
      if (System.nanoTime() - until > 0) {
        throw new ProgramException(
            program.main() + " doesn't listen on port " + program.port() + " after " + patience);
      }
      Thread.sleep(POLL);
    }
  }

  /// As for Java itself, a program lives while one thread does that is no daemon.
  private static boolean lives(ThreadGroup threads) {
    @Nullable Thread[] found = new Thread[threads.activeCount() + 1];
    int count = threads.enumerate(found);
    return count == found.length
        || Arrays.stream(found, 0, count).anyMatch(thread -> thread != null && !thread.isDaemon());
  }

  private boolean listens() {
    try (Socket probe = new Socket()) {
      probe.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), program.port()),
          DIAL_MILLISECONDS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
