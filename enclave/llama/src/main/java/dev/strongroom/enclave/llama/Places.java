// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.llama;

import dev.strongroom.enclave.inference.engine.EngineException;
import dev.strongroom.enclave.inference.engine.EngineException.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;

/// Things that one request at a time uses, each on a thread of its own. Thread-safe.
final class Places<T> {
  /// What is done with a thing.
  interface Work<T, R> {
    /// Does it.
    ///
    /// @param going whether to go on
    R with(T thing, BooleanSupplier going) throws EngineException;
  }

  /// What needs no thing, but that none of them is gone.
  interface Quick<R> {
    R get() throws EngineException;
  }

  private record Place<T>(T thing, ExecutorService thread) {}

  private final List<Place<T>> places = new ArrayList<>();
  private final BlockingQueue<Place<T>> free;
  private final Semaphore admitted;
  private final ReadWriteLock open = new ReentrantReadWriteLock();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean closing = new AtomicBoolean();

  /// @param name of the threads
  /// @param waiting how many may wait; more are refused
  Places(String name, List<T> things, int waiting) {
    int number = 0;
    for (T thing : things) {
      places.add(
          new Place<>(
              thing,
              Executors.newSingleThreadExecutor(
                  Thread.ofPlatform().daemon().name(name + "-" + number).factory())));
      number++;
    }
    free = new LinkedBlockingQueue<>(places);
    admitted = new Semaphore(things.size() + waiting);
  }

  /// All things, used or not.
  List<T> all() {
    return places.stream().map(Place::thing).toList();
  }

  /// How many wait for a thing.
  int waiting() {
    return waiting.get();
  }

  /// Does something while nothing is closed.
  ///
  /// @throws EngineException if it was closed
  <R> R open(Quick<R> quick) throws EngineException {
    open.readLock().lock();
    try {
      stillOpen();
      return quick.get();
    } finally {
      open.readLock().unlock();
    }
  }

  /// Waits for a thing, and does something with it.
  ///
  /// @throws EngineException if too many wait already, or it was closed, before or meanwhile
  /// @throws InterruptedException if interrupted; by then the work has ended
  <R> R use(Work<T, R> work) throws EngineException, InterruptedException {
    if (!admitted.tryAcquire()) {
      throw new EngineException(Problem.BUSY, "too many requests wait");
    }
    try {
      open.readLock().lockInterruptibly();
      try {
        stillOpen();
        Place<T> place = taken();
        try {
          stillOpen();
          R result = on(place, work);
          stillOpen();
          return result;
        } finally {
          free.add(place);
        }
      } finally {
        open.readLock().unlock();
      }
    } finally {
      admitted.release();
    }
  }

  private Place<T> taken() throws InterruptedException {
    waiting.incrementAndGet();
    try {
      return free.take();
    } finally {
      waiting.decrementAndGet();
    }
  }

  private <R> R on(Place<T> place, Work<T, R> work) throws EngineException, InterruptedException {
    AtomicBoolean stopped = new AtomicBoolean();
    Future<R> done =
        place
            .thread()
            .submit(() -> work.with(place.thing(), () -> !stopped.get() && !closing.get()));
    boolean interrupted = false;
    while (true) {
      try {
        R result = done.get();
        if (interrupted) {
          throw new InterruptedException();
        }
        return result;
      } catch (InterruptedException e) {
        if (done.isDone()) {
          throw e;
        }
        // The thing isn't free before its thread has let go of it.
        interrupted = true;
        stopped.set(true);
      } catch (ExecutionException e) {
        if (interrupted) {
          throw new InterruptedException();
        }
        switch (e.getCause()) {
          case EngineException failed -> throw failed;
          case RuntimeException failed -> throw failed;
          case Error failed -> throw failed;
          case null, default -> throw new IllegalStateException(e);
        }
      }
    }
  }

  private void stillOpen() throws EngineException {
    if (closing.get()) {
      throw new EngineException(Problem.CLOSED, "the engine was closed");
    }
  }

  /// Ends what is under way, and waits for it.
  ///
  /// @return whether this call did it: then the things are the caller's to give back
  boolean close() {
    if (closing.getAndSet(true)) {
      return false;
    }
    open.writeLock().lock();
    try {
      places.forEach(place -> place.thread().close());
    } finally {
      open.writeLock().unlock();
    }
    return true;
  }
}
