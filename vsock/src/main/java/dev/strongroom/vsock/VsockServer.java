// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

import dev.strongroom.vsock.linux.Errno;
import dev.strongroom.vsock.linux.SystemCalls;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/// A listening socket; [Vsock#listen] makes it.
///
/// Any number of threads may accept; each connection goes to one of them.
public final class VsockServer implements Closeable {
  private final Vsock vsock;
  private final PolledSocket socket;
  private final VsockAddress address;
  private final ReentrantLock accepting = new ReentrantLock();

  VsockServer(Vsock vsock, PolledSocket socket, VsockAddress address) {
    this.vsock = vsock;
    this.socket = socket;
    this.address = address;
  }

  /// Where it listens, with the port that the kernel chose if it had to.
  public VsockAddress address() {
    return address;
  }

  /// Waits for a connection.
  ///
  /// @throws DescriptorsExhaustedException if no descriptor is left for it; the connection stays in
  ///   the queue, so pause before trying again
  /// @throws java.nio.channels.AsynchronousCloseException if the server is closed meanwhile
  /// @throws java.nio.channels.ClosedByInterruptException if the thread is or gets interrupted; the
  ///   server is closed then
  /// @throws IOException if the server is closed or broken
  public VsockConnection accept() throws IOException {
    return accept(Duration.ZERO);
  }

  /// Waits for a connection, as [#accept()] does, but not for ever.
  ///
  /// @param timeout zero means for ever
  /// @throws java.net.SocketTimeoutException if none comes within `timeout`; the server stays
  ///   usable
  /// @throws IOException as for [#accept()]
  public VsockConnection accept(Duration timeout) throws IOException {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("timeout " + timeout);
    }
    Deadline deadline = Deadline.in(timeout);
    byte[] peer = new byte[SystemCalls.MAX_ADDRESS];
    socket.lock(accepting, deadline);
    try {
      while (true) {
        int fd =
            socket.useWaiting(
                socket.readable(), deadline, listening -> vsock.calls().accept(listening, peer));
        if (fd >= 0) {
          return vsock.adopt(fd, vsock.family().decode(peer));
        }
        // Of a connection that was given up while it was in the queue; the next one may be good.
        if (fd != -Errno.ECONNABORTED && fd != -Errno.EPROTO) {
          throw Failures.of("accept", -fd);
        }
      }
    } finally {
      accepting.unlock();
    }
  }

  /// Whether nobody has closed it.
  public boolean isOpen() {
    return socket.isOpen();
  }

  /// Stops listening and wakes the threads that accept. Accepted connections stay.
  @Override
  public void close() {
    socket.close();
  }
}
