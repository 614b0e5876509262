// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

import dev.strongroom.vsock.linux.Errno;
import dev.strongroom.vsock.linux.ReadyEvents;
import dev.strongroom.vsock.linux.SystemCalls;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// A socket of the [FakeKernel], used under its lock. Small buffers make writers wait.
final class FakeSocket {
  /// What becomes of a connect.
  enum Connecting {
    AT_ONCE,
    LATER,
    /// As LATER, but first comes an event that means nothing.
    AFTER_FALSE_ALARM,
    REFUSED,
    TIMED_OUT,
    NEVER
  }

  private static final int CAPACITY = 1000;

  VsockAddress address = new VsockAddress(VsockAddress.CID_LOCAL, 1);
  VsockAddress peerAddress = address;
  boolean listening;
  final Queue<FakeSocket> queue = new ArrayDeque<>();
  Connecting connecting = Connecting.AT_ONCE;
  int error;
  IntConsumer changed = flags -> {};
  @Nullable FakeSocket peer;

  private final ByteBuffer inbox = ByteBuffer.allocate(CAPACITY);
  private boolean inputShut;
  private boolean outputShut;
  private boolean closed;

  int connectTo(@Nullable FakeSocket server) {
    if (server == null) {
      return Errno.ECONNRESET;
    }
    FakeSocket other = new FakeSocket();
    other.address = server.address;
    other.peerAddress = address;
    other.peer = this;
    peer = other;
    server.queue.add(other);
    server.changed.accept(ReadyEvents.IN);
    return 0;
  }

  /// What epoll sees of a connect when the socket is added.
  void begin(@Nullable FakeSocket server) {
    if (peer == null && connecting == Connecting.AFTER_FALSE_ALARM) {
      changed.accept(ReadyEvents.OUT);
    } else {
      proceed(server);
    }
  }

  /// Lets a connect in progress come to its end.
  void proceed(@Nullable FakeSocket server) {
    switch (peer == null && error == 0 ? connecting : Connecting.AT_ONCE) {
      case LATER, AFTER_FALSE_ALARM -> {
        error = connectTo(server);
        changed.accept(ReadyEvents.OUT);
      }
      case REFUSED -> fail(Errno.ECONNREFUSED);
      case TIMED_OUT -> fail(Errno.ETIMEDOUT);
      case AT_ONCE, NEVER -> {}
    }
  }

  private void fail(int errno) {
    error = errno;
    connecting = Connecting.NEVER;
    changed.accept(ReadyEvents.ERROR | ReadyEvents.HANGUP | ReadyEvents.OUT);
  }

  int readiness() {
    boolean in = listening ? !queue.isEmpty() : inbox.position() > 0 || ended();
    boolean out = peer != null && peer.inbox.hasRemaining();
    return (in ? ReadyEvents.IN : 0) | (out ? ReadyEvents.OUT : 0);
  }

  int receive(ByteBuffer into, int most) {
    if (peer == null) {
      return -Errno.ENOTCONN;
    }
    if (inbox.position() == 0 || inputShut) {
      return inputShut || ended() ? 0 : -Errno.EAGAIN;
    }
    inbox.flip();
    int count = Math.min(most, inbox.remaining());
    into.put(into.position(), inbox, 0, count).position(into.position() + count);
    inbox.position(count).compact();
    peer.changed.accept(ReadyEvents.OUT);
    return count;
  }

  int send(ByteBuffer from, int most) {
    if (peer == null) {
      return -Errno.ENOTCONN;
    }
    if (outputShut || peer.closed || peer.inputShut) {
      return -Errno.EPIPE;
    }
    int count = Math.min(most, peer.inbox.remaining());
    if (count == 0) {
      return -Errno.EAGAIN;
    }
    peer.inbox.put(peer.inbox.position(), from, from.position(), count);
    peer.inbox.position(peer.inbox.position() + count);
    from.position(from.position() + count);
    peer.changed.accept(ReadyEvents.IN);
    return count;
  }

  void shutdown(int how) {
    inputShut |= how == SystemCalls.SHUT_RD;
    outputShut |= how == SystemCalls.SHUT_WR;
    if (peer != null) {
      peer.changed.accept(ReadyEvents.READ_HANGUP | ReadyEvents.OUT);
    }
  }

  void close() {
    closed = true;
    changed = flags -> {};
    if (peer != null) {
      peer.changed.accept(ReadyEvents.HANGUP);
    }
    // Whoever has connected but wasn't accepted is cut off.
    queue.forEach(FakeSocket::close);
  }

  private boolean ended() {
    return peer != null && (peer.outputShut || peer.closed);
  }
}
