// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.sequence;

import java.util.concurrent.CompletableFuture;

/// How far a request has come on its way into the log.
public final class Entering {
  private final CompletableFuture<Placed> placed = new CompletableFuture<>();
  private final CompletableFuture<Long> written = new CompletableFuture<>();

  /// A request that hasn't begun.
  public Entering() {}

  /// Completed once it is durable and cosigned, or with a
  /// [dev.strongroom.enclave.notary.NotaryException].
  public CompletableFuture<Placed> placed() {
    return placed;
  }

  /// Completed with the index of the first entry once they are in the log for good, or with a
  /// [dev.strongroom.enclave.notary.NotaryException] if they aren't, or if that isn't known.
  public CompletableFuture<Long> written() {
    return written;
  }

  /// Whether it is known to be in the log for good. What isn't may become so yet.
  public boolean durable() {
    return written.isDone() && !written.isCompletedExceptionally();
  }
}
