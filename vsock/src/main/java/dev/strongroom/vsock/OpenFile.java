// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

import dev.strongroom.vsock.linux.Errno;
import dev.strongroom.vsock.linux.SystemCalls;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicInteger;

/// A file descriptor that several threads use and any of them may close.
///
/// The kernel hands out a closed descriptor's number again at once. So the number is given back
/// only when no system call is using it: else a late one would reach somebody else's connection.
final class OpenFile {
  /// A system call on the descriptor; a negative result is an error number.
  interface Call {
    int on(int fd) throws ClosedChannelException;
  }

  private static final int CLOSED = Integer.MIN_VALUE;

  private final SystemCalls calls;
  private final int fd;

  // How many system calls are under way, plus CLOSED.
  private final AtomicInteger state = new AtomicInteger();

  OpenFile(SystemCalls calls, int fd) {
    this.calls = calls;
    this.fd = fd;
  }

  /// Makes a system call, again if a signal interrupts it.
  int use(Call call) throws ClosedChannelException {
    acquire();
    try {
      int result;
      do {
        result = call.on(fd);
      } while (result == -Errno.EINTR);
      return result;
    } finally {
      if (state.decrementAndGet() == CLOSED) {
        calls.close(fd);
      }
    }
  }

  boolean isOpen() {
    return state.get() >= 0;
  }

  /// Lets no further call begin, and closes the descriptor when the last one has ended.
  ///
  /// @return false if it was closed before
  boolean close() {
    int before = state.getAndUpdate(now -> now | CLOSED);
    if (before == 0) {
      // Whatever close says, the descriptor is gone: Linux has no other outcome.
      calls.close(fd);
    }
    return before >= 0;
  }

  private void acquire() throws ClosedChannelException {
    int now;
    do {
      now = state.get();
      if (now < 0) {
        throw new ClosedChannelException();
      }
    } while (!state.compareAndSet(now, now + 1));
  }
}
