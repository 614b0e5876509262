// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.anchor;

import dev.strongroom.enclave.notary.cosign.Cosigned;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Shows an anchor that isn't required the latest checkpoint, every so often. One thread each, so
/// that a slow one holds up nobody.
final class AnchorWorker implements AutoCloseable {
  /// Between two tries that failed.
  private static final Duration LEAST_PAUSE = Duration.ofSeconds(1);

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final CheckpointAnchor anchor;
  private final Duration every;
  private final AnchorShelf shelf;
  private final Complaints complaints;
  private final Thread thread;
  private final Object offered = new Object();
  private @Nullable Cosigned latest;
  private boolean stopped;

  AnchorWorker(CheckpointAnchor anchor, Duration every, AnchorShelf shelf, Complaints complaints) {
    this.anchor = anchor;
    this.every = every;
    this.shelf = shelf;
    this.complaints = complaints;
    this.thread = Thread.ofVirtual().name(anchor.name()).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// A new checkpoint. Doesn't block.
  void offer(Cosigned cosigned) {
    synchronized (offered) {
      latest = cosigned;
      offered.notifyAll();
    }
  }

  private void run() {
    try {
      Cosigned done = null;
      for (Cosigned next = next(done); next != null; next = next(done)) {
        try {
          shelf.add(next, anchor.anchor(next));
          complaints.well(anchor.name());
          done = next;
          Thread.sleep(every);
        } catch (AnchorException e) {
          complaints.about(anchor.name(), e);
          if (e.failure().contradiction()) {
            // Trying again would change nothing, and every receipt has its witnesses.
            return;
          }
          Thread.sleep(pause());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration pause() {
    Duration most = every.compareTo(LONGEST_PAUSE) < 0 ? every : LONGEST_PAUSE;
    return most.compareTo(LEAST_PAUSE) < 0 ? LEAST_PAUSE : most;
  }

  /// The latest checkpoint, once it isn't the one that is done; null at the end.
  private @Nullable Cosigned next(@Nullable Cosigned done) throws InterruptedException {
    synchronized (offered) {
      while (!stopped && (latest == null || (done != null && latest.size() == done.size()))) {
        offered.wait();
      }
      return stopped ? null : latest;
    }
  }

  @Override
  public void close() {
    synchronized (offered) {
      stopped = true;
      offered.notifyAll();
    }
    thread.interrupt();
  }
}
