// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.wire;

import dev.strongroom.vsock.VsockConnection;
import dev.strongroom.vsock.VsockServer;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/// Accepts one enclave's connections on a vsock.
///
/// A vsock is bound for all machines, and several enclaves may run on this one: each of them could
/// otherwise say what another one says. So connections from other CIDs are closed at once.
public final class VsockListener implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(VsockListener.class.getName());
  private static final long PAUSE_MILLIS = 100;

  private final VsockServer listening;
  private final int enclaveCid;
  private final LinkServer server;
  private final Set<VsockConnection> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicLong strangers = new AtomicLong();
  private volatile boolean closed;

  private VsockListener(VsockServer listening, int enclaveCid, LinkServer server) {
    this.listening = listening;
    this.enclaveCid = enclaveCid;
    this.server = server;
  }

  static VsockListener start(VsockServer listening, int enclaveCid, LinkServer server) {
    VsockListener listener = new VsockListener(listening, enclaveCid, server);
    listener.threads.execute(listener::accept);
    return listener;
  }

  /// How many connections came from other CIDs and were closed.
  public long strangers() {
    return strangers.get();
  }

  private void accept() {
    while (!closed) {
      try {
        VsockConnection connection = listening.accept();
        if (connection.peer().cid() == enclaveCid) {
          take(connection);
        } else {
          strangers.incrementAndGet();
          connection.close();
          LOGGER.log(
              Level.WARNING,
              "refused {0}: not the enclave''s CID, {1}",
              connection,
              Integer.toUnsignedString(enclaveCid));
        }
      } catch (ClosedChannelException | RejectedExecutionException e) {
        return;
      } catch (IOException e) {
        // Too many open files, for one: it may pass.
        LOGGER.log(Level.WARNING, "can''t accept a connection: {0}", e.getMessage());
        pause();
      }
    }
  }

  private void take(VsockConnection connection) {
    open.add(connection);
    if (closed) {
      connection.close();
    }
    threads.execute(() -> serve(connection));
  }

  private void serve(VsockConnection connection) {
    try (Link link = new VsockLink(connection)) {
      server.serve(link);
    } catch (IOException e) {
      // How connections end when the other side is gone.
      LOGGER.log(Level.DEBUG, "connection lost", e);
    } catch (RuntimeException e) {
      LOGGER.log(Level.ERROR, "a bug ended a connection", e);
    } finally {
      open.remove(connection);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Ends all connections, and waits until their servers have returned.
  @Override
  public void close() {
    closed = true;
    listening.close();
    open.forEach(VsockConnection::close);
    threads.close();
  }
}
