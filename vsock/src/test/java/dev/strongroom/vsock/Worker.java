// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A thread and what comes of it.
///
/// @param thread started
/// @param outcome its result or failure
record Worker<T>(Thread thread, CompletableFuture<T> outcome) {
  static final Duration PATIENCE = Duration.ofMinutes(2);

  static <T> Worker<T> virtual(Callable<T> work) {
    return start(Thread.ofVirtual(), work);
  }

  static <T> Worker<T> platform(Callable<T> work) {
    return start(Thread.ofPlatform().daemon(), work);
  }

  private static <T> Worker<T> start(Thread.Builder builder, Callable<T> work) {
    CompletableFuture<T> outcome = new CompletableFuture<>();
    Thread thread =
        builder.start(() -> {
          try {
            outcome.complete(work.call());
          } catch (Throwable e) {
            outcome.completeExceptionally(e);
          }
        });
    return new Worker<>(thread, outcome);
  }

  /// The result.
  T get() throws Exception {
    try {
      return outcome.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (java.util.concurrent.ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  /// What it failed with.
  Throwable failure() throws Exception {
    try {
      T value = get();
      throw new AssertionError("returned " + value);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError("still running", e);
    } catch (Exception e) {
      return e;
    }
  }

  /// Waits until the thread is parked.
  Worker<T> blocked() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      switch (thread.getState()) {
        case WAITING, TIMED_WAITING -> {
          return this;
        }
        case TERMINATED -> throw new AssertionError("not blocked but over: " + outcome);
        default -> {
          if (System.nanoTime() > end) {
            throw new AssertionError("still " + thread.getState());
          }
          Thread.sleep(1);
        }
      }
    }
  }
}
