// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

import dev.strongroom.vsock.linux.Errno;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// A non-blocking socket on which threads block all the same: in Java, not in the kernel.
final class PolledSocket {
  private final Poller poller;
  private final long id;
  private final OpenFile file;
  private final Readiness readable = new Readiness();
  private final Readiness writable = new Readiness();

  /// Takes `fd` over. The socket isn't registered yet.
  PolledSocket(Poller poller, int fd) {
    this.poller = poller;
    this.id = poller.nextId();
    this.file = new OpenFile(poller.calls(), fd);
  }

  /// Under what number the poller knows it.
  long id() {
    return id;
  }

  OpenFile file() {
    return file;
  }

  /// What reading and accepting wait for.
  Readiness readable() {
    return readable;
  }

  /// What writing and connecting wait for.
  Readiness writable() {
    return writable;
  }

  /// Makes a system call that needs no waiting.
  ///
  /// @throws ClosedChannelException if the socket is closed
  int use(OpenFile.Call call) throws ClosedChannelException {
    return file.use(call);
  }

  /// Makes a system call again and again until it has another answer than "would block".
  ///
  /// @throws SocketTimeoutException if that takes until `deadline`
  /// @throws AsynchronousCloseException if the socket is closed meanwhile
  /// @throws ClosedByInterruptException if the thread is interrupted meanwhile; the socket is
  ///   closed then
  int useWaiting(Readiness readiness, Deadline deadline, OpenFile.Call call) throws IOException {
    int result = file.use(call);
    while (result == -Errno.EAGAIN) {
      await(readiness, deadline);
      try {
        result = file.use(call);
      } catch (ClosedChannelException e) {
        throw new AsynchronousCloseException();
      }
    }
    return result;
  }

  /// Waits for one signal, which may be a false alarm.
  void await(Readiness readiness, Deadline deadline) throws IOException {
    switch (readiness.await(deadline)) {
      case SIGNALLED -> {}
      case TIMED_OUT -> throw timedOut();
      case INTERRUPTED -> {
        close();
        throw new ClosedByInterruptException();
      }
    }
  }

  /// Waits for a lock that other threads may hold while they wait for the peer.
  ///
  /// @throws SocketTimeoutException if that takes until `deadline`
  /// @throws ClosedByInterruptException if the thread is or gets interrupted; the socket is closed
  ///   then
  void lock(ReentrantLock lock, Deadline deadline) throws IOException {
    try {
      if (!deadline.bounded()) {
        lock.lockInterruptibly();
      } else if (!lock.tryLock(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
        throw timedOut();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw new ClosedByInterruptException();
    }
  }

  boolean isOpen() {
    return file.isOpen();
  }

  /// Closes the socket and wakes whoever waits for it.
  void close() {
    if (file.close()) {
      poller.forget(this);
      readable.signal();
      writable.signal();
    }
  }

  private static SocketTimeoutException timedOut() {
    return new SocketTimeoutException("nothing happened in time");
  }
}
