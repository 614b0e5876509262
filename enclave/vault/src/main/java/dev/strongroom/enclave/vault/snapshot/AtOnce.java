// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.snapshot;

import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Does the same with many values, some at a time: the host's disk takes as long for a hundred as
/// for one.
final class AtOnce {
  private static final int MOST = 128;

  /// What is done with a value.
  ///
  /// @param <T> the value
  interface Work<T> {
    /// Does it.
    void with(T value) throws StorageException;
  }

  private AtOnce() {}

  /// Does it with each, and waits for all.
  ///
  /// @throws StorageException the first there was; the others are done all the same
  static <T> void each(Collection<T> values, Work<T> work) throws StorageException {
    List<Future<?>> begun = new ArrayList<>(values.size());
    try (ExecutorService threads =
        Executors.newFixedThreadPool(MOST, Thread.ofVirtual().name("pages").factory())) {
      for (T value : values) {
        begun.add(
            threads.submit(() -> {
              work.with(value);
              return value;
            }));
      }
    }
    for (Future<?> one : begun) {
      await(one);
    }
  }

  private static void await(Future<?> done) throws StorageException {
    try {
      Object _ = done.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StorageException failed) {
        throw failed;
      }
      throw new IllegalStateException("a bug", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException(new StorageFailure.NotConnected("interrupted"));
    }
  }
}
