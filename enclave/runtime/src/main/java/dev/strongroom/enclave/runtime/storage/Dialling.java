// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

import dev.strongroom.enclave.runtime.wire.Link;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Dials, but not for ever.
final class Dialling {
  private Dialling() {}

  /// What `dialer` opens.
  ///
  /// @throws StorageException as [StorageFailure.NotConnected] or [StorageFailure.TimedOut]
  static Link dial(Dialer dialer, Deadline deadline) throws StorageException {
    CompletableFuture<Link> dialled = new CompletableFuture<>();
    Thread.ofVirtual().name("storage-dialer").start(() -> dial(dialer, dialled));
    try {
      return dialled.get(deadline.left(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      giveUp(dialled);
      throw deadline.passed(false);
    } catch (InterruptedException e) {
      giveUp(dialled);
      throw Deadline.interrupted(e, false);
    } catch (ExecutionException e) {
      throw refused(e);
    }
  }

  private static void dial(Dialer dialer, CompletableFuture<Link> dialled) {
    try {
      Link link = dialer.dial();
      if (!dialled.complete(link)) {
        close(link);
      }
    } catch (IOException | RuntimeException e) {
      dialled.completeExceptionally(
          new StorageException(new StorageFailure.NotConnected("can't reach the host: " + e), e));
    }
  }

  /// Closes the link, whether it came just now or comes later.
  private static void giveUp(CompletableFuture<Link> dialled) {
    if (!dialled.completeExceptionally(new TimeoutException())
        && dialled.state() == Future.State.SUCCESS) {
      close(dialled.resultNow());
    }
  }

  /// What to tell a caller whose request wasn't sent, whatever it was that the host did.
  static StorageException refused(ExecutionException e) {
    if (e.getCause() instanceof StorageException cause) {
      return new StorageException(
          new StorageFailure.NotConnected(cause.failure().describe()), cause.getCause());
    }
    throw new IllegalStateException("no other exception is ever set", e);
  }

  static void close(Link link) {
    try {
      link.close();
    } catch (IOException e) {
      // Nothing more can be done about it.
    }
  }
}
