// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.enclave.vault.dossier.DossierException;
import dev.strongroom.enclave.vault.dossier.Dossiers;
import dev.strongroom.enclave.vault.snapshot.Snapshots;
import java.util.function.Consumer;

/// Writes snapshots while the vault works, so that a boot has little to read. One that fails is
/// tried again; the log has everything all the same.
final class Snapshotting implements AutoCloseable {
  /// Entries after which a snapshot is worth its while.
  private static final long ENTRIES = 5000;

  /// Dossiers that stay in memory.
  private static final int MOST = 20_000;

  private static final long PAUSE_MILLIS = 500;

  private final Dossiers dossiers;
  private final Snapshots snapshots;
  private final Consumer<String> failed;
  private final Thread thread;
  private volatile boolean stopped;

  /// Starts.
  ///
  /// @param failed told why one failed
  Snapshotting(Dossiers dossiers, Snapshots snapshots, Consumer<String> failed) {
    this.dossiers = dossiers;
    this.snapshots = snapshots;
    this.failed = failed;
    this.thread = Thread.ofVirtual().name("snapshots").start(this::run);
  }

  private void run() {
    try {
      while (!stopped) {
        Thread.sleep(PAUSE_MILLIS);
        if (dossiers.entered() >= ENTRIES) {
          write();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void write() {
    Dossiers.Changed changed = dossiers.changed();
    try {
      snapshots.write(changed);
      dossiers.kept(changed.states(), MOST);
    } catch (DossierException e) {
      failed.accept(e.code());
    }
  }

  /// Writes the last one.
  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (dossiers.entered() > 0) {
      write();
    }
  }
}
