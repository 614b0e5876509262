// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.wire;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/// Closes a connection of the wire unless what it waits for is done in time: links have no timeouts
/// of their own.
public final class LinkDeadline {
  private final AtomicBoolean decided = new AtomicBoolean();
  private final Thread watch;

  private LinkDeadline(Duration limit, Closeable connection) {
    watch = Thread.ofVirtual().unstarted(() -> closeAfter(limit, connection));
  }

  /// Starts to wait.
  ///
  /// @param limit how long
  /// @param connection what is closed afterwards
  public static LinkDeadline after(Duration limit, Closeable connection) {
    LinkDeadline deadline = new LinkDeadline(limit, connection);
    deadline.watch.start();
    return deadline;
  }

  private void closeAfter(Duration limit, Closeable connection) {
    try {
      Thread.sleep(limit);
      if (decided.compareAndSet(false, true)) {
        connection.close();
      }
    } catch (InterruptedException | IOException e) {
      // Done in time, or closed by somebody else.
    }
  }

  /// Stops waiting.
  ///
  /// @return false if it was too late and the connection is closed
  public boolean met() {
    boolean inTime = decided.compareAndSet(false, true);
    watch.interrupt();
    return inTime;
  }
}
