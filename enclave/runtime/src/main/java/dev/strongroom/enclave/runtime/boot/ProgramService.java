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
import java.util.concurrent.CompletableFuture;

/// A program with a `main` of its own, which knows nothing of enclaves: it serves plain HTTP on the
/// loopback, and gets there what came in over the attested channel.
final class ProgramService implements Service {
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final int DIAL_MILLISECONDS = 1000;

  private final ApplicationConfiguration program;

  ProgramService(ApplicationConfiguration program) {
    this.program = program;
  }

  /// Returns once the program listens.
  ///
  /// @throws IOException if there is no such program, or it ends or fails before that
  @Override
  public Handler start(Enclave enclave) throws IOException, InterruptedException {
    Method main = main();
    CompletableFuture<Void> running = new CompletableFuture<>();
    Thread.ofPlatform().name("main").daemon(true).start(() -> run(main, running));
    awaitPort(running);
    return new Loopback(program.port());
  }

  private Method main() throws IOException {
    try {
      Method main =
          Class.forName(program.main(), false, ClassLoader.getSystemClassLoader())
              .getMethod("main", String[].class);
      if (!Modifier.isStatic(main.getModifiers())) {
        throw new IOException(program.main() + ".main isn't static");
      }
      return main;
    } catch (ClassNotFoundException | NoSuchMethodException e) {
      throw new IOException("there is no public " + program.main() + ".main(String[])");
    }
  }

  private void run(Method main, CompletableFuture<Void> running) {
    try {
      main.invoke(null, (Object) program.arguments().toArray(String[]::new));
    } catch (InvocationTargetException e) {
      running.completeExceptionally(e.getCause());
    } catch (IllegalAccessException e) {
      running.completeExceptionally(e);
    }
  }

  private void awaitPort(CompletableFuture<Void> running) throws IOException, InterruptedException {
    long until = System.nanoTime() + START.toNanos();
    while (!listens()) {
      if (running.isCompletedExceptionally()) {
        // Its message may hold anything; its class is the program's own.
        throw new IOException(
            program.main() + " failed: " + running.exceptionNow().getClass().getName());
      }
      if (System.nanoTime() - until > 0) {
        throw new IOException(
            program.main() + " doesn't listen on port " + program.port() + " after " + START);
      }
      Thread.sleep(POLL);
    }
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
