// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.sequence;

import java.util.concurrent.CompletableFuture;

/// How far a request has come on its way into the log.
public final class Entering {
  private final CompletableFuture<Placed> placed = new CompletableFuture<>();
  private volatile boolean durable;

  /// A request that hasn't begun.
  public Entering() {}

  /// Completed once it is durable and cosigned, or with a
  /// [dev.strongroom.enclave.notary.NotaryException].
  public CompletableFuture<Placed> placed() {
    return placed;
  }

  /// Whether it is known to be in the log for good. What isn't may become so yet.
  public boolean durable() {
    return durable;
  }

  void written() {
    durable = true;
  }
}
