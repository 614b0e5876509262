// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

import dev.strongroom.vsock.linux.Errno;
import dev.strongroom.vsock.linux.SystemCalls;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/// A connected stream; [Vsock#connect] and [VsockServer#accept] make it.
///
/// As a channel it blocks. One thread may read while another writes; of several that read, or
/// several that write, each waits for the one before. It has to be closed: nothing else frees its
/// descriptor.
///
/// Any operation throws [java.nio.channels.ClosedChannelException] if the connection is closed;
/// [java.nio.channels.AsynchronousCloseException] if it is closed while the operation waits; and
/// [java.nio.channels.ClosedByInterruptException] if the thread's interrupt status is or gets set,
/// and then the connection is closed. [java.net.SocketException] means that the peer or the kernel
/// has ended it.
public final class VsockConnection implements ByteChannel {
  private final Vsock vsock;
  private final PolledSocket socket;
  private final VsockAddress peer;
  private final ReentrantLock reading = new ReentrantLock();
  private final ReentrantLock writing = new ReentrantLock();
  private final InputStream inputStream = new ConnectionInput(this);
  private final OutputStream outputStream = new ConnectionOutput(this);

  private volatile Duration readTimeout = Duration.ZERO;
  private volatile Duration writeTimeout = Duration.ZERO;
  private volatile boolean inputShut;

  VsockConnection(Vsock vsock, PolledSocket socket, VsockAddress peer) {
    this.vsock = vsock;
    this.socket = socket;
    this.peer = peer;
  }

  /// The other end, as the kernel or the caller of `connect` named it. Not an identity: the host
  /// hands CIDs out.
  public VsockAddress peer() {
    return peer;
  }

  /// This end.
  ///
  /// @throws IOException if the connection is closed
  public VsockAddress local() throws IOException {
    return vsock.localAddress(socket);
  }

  /// How long a read may wait for the first byte; then it throws [java.net.SocketTimeoutException],
  /// and may be tried again. Zero, the default, is for ever.
  public void setReadTimeout(Duration timeout) {
    readTimeout = notNegative(timeout);
  }

  /// How long a write may stand still because the peer doesn't read; then it throws
  /// [java.net.SocketTimeoutException]. Nobody knows then how much was written, so all that is left
  /// is to close. Zero, the default, is for ever.
  public void setWriteTimeout(Duration timeout) {
    writeTimeout = notNegative(timeout);
  }

  /// Reads at least one byte.
  ///
  /// The end means that the peer, or anybody on the way, has shut the stream down; it doesn't mean
  /// that all of a message has come.
  ///
  /// @return how many bytes; -1 at the end; 0 only if `into` is full
  @Override
  public int read(ByteBuffer into) throws IOException {
    if (into.isReadOnly()) {
      throw new IllegalArgumentException("read-only buffer");
    }
    if (!into.hasRemaining()) {
      return 0;
    }
    SystemCalls calls = vsock.calls();
    Deadline deadline = Deadline.in(readTimeout);
    socket.lock(reading, deadline);
    try {
      int count =
          socket.useWaiting(
              socket.readable(), deadline, fd -> inputShut ? 0 : calls.receive(fd, into));
      if (count < 0) {
        throw Failures.of("receive from " + peer, -count);
      }
      return count == 0 ? -1 : count;
    } finally {
      reading.unlock();
    }
  }

  /// Writes all of `from`.
  ///
  /// @return how many bytes `from` held
  @Override
  public int write(ByteBuffer from) throws IOException {
    int length = from.remaining();
    SystemCalls calls = vsock.calls();
    socket.lock(writing, Deadline.in(writeTimeout));
    try {
      while (from.hasRemaining()) {
        int count =
            socket.useWaiting(
                socket.writable(), Deadline.in(writeTimeout), fd -> calls.send(fd, from));
        if (count < 0) {
          throw Failures.of("send to " + peer, -count);
        }
      }
      return length;
    } finally {
      writing.unlock();
    }
  }

  /// The same reads as a stream. Closing it closes the connection.
  public InputStream inputStream() {
    return inputStream;
  }

  /// The same writes as a stream, unbuffered. Closing it closes the connection.
  public OutputStream outputStream() {
    return outputStream;
  }

  /// Reads nothing more: from now on reads, also one that waits, find the end.
  ///
  /// @throws IOException if the connection is closed
  public void shutdownInput() throws IOException {
    inputShut = true;
    shutdown(SystemCalls.SHUT_RD);
    socket.readable().signal();
  }

  /// Tells the peer that nothing more will come; it may still send.
  ///
  /// @throws IOException if the connection is closed
  public void shutdownOutput() throws IOException {
    shutdown(SystemCalls.SHUT_WR);
    socket.writable().signal();
  }

  @Override
  public boolean isOpen() {
    return socket.isOpen();
  }

  /// Closes both directions and wakes the threads that wait for one. Never fails.
  @Override
  public void close() {
    socket.close();
  }

  /// Such as `connection to vsock:3:9000`.
  @Override
  public String toString() {
    return "connection to " + peer;
  }

  private void shutdown(int how) throws IOException {
    int result = socket.use(fd -> vsock.calls().shutdown(fd, how));
    // Without a connection any more, there is nothing left to shut down.
    if (result < 0 && result != -Errno.ENOTCONN) {
      throw Failures.of("shutdown", -result);
    }
  }

  private static Duration notNegative(Duration timeout) {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("timeout " + timeout);
    }
    return timeout;
  }
}
