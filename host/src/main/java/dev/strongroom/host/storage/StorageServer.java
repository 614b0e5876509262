// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.storage;

import dev.strongroom.host.store.KeyValueStore;
import dev.strongroom.host.wire.Link;
import dev.strongroom.host.wire.LinkServer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/// Serves a store over any number of links at once.
///
/// Each connection takes 16 MiB at most; what needs more waits in the enclave. Requests of one
/// connection run side by side, so the store's group commit sees all of them.
public final class StorageServer implements LinkServer {
  private static final int MAX_CONNECTIONS = 64;

  private static final Duration HELLO_WITHIN = Duration.ofSeconds(10);

  private final KeyValueStore store;
  private final Duration helloWithin;
  private final Incidents incidents = new Incidents();
  private final Semaphore connections = new Semaphore(MAX_CONNECTIONS);

  /// @param store stays open, and stays the caller's
  public StorageServer(KeyValueStore store) {
    this(store, HELLO_WITHIN);
  }

  StorageServer(KeyValueStore store, Duration helloWithin) {
    this.store = store;
    this.helloWithin = helloWithin;
  }

  /// Serves one connection until it is over, however that comes about, and every request that was
  /// read has been carried out. Closing the link ends it.
  @Override
  public void serve(Link link) throws IOException {
    Conversation conversation = new Conversation(store, incidents, link.input(), link.output());
    if (!connections.tryAcquire()) {
      conversation.refuse();
      return;
    }
    try {
      conversation.run(helloWithin);
    } finally {
      connections.release();
    }
  }
}
