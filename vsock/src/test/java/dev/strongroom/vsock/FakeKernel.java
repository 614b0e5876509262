// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

import dev.strongroom.vsock.linux.Errno;
import dev.strongroom.vsock.linux.ReadyEvents;
import dev.strongroom.vsock.linux.SystemCalls;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// A kernel in memory, whose system calls fail as the test wants.
///
/// It speaks vsock addresses, hands out the lowest free descriptor as Linux does, and reports
/// events edge-triggered: only when something changes, and once.
final class FakeKernel implements SystemCalls {
  private final SocketFamily family = new VsockFamily();
  private final TreeMap<Integer, Object> open = new TreeMap<>();
  private final Map<Integer, FakeSocket> listening = new HashMap<>();
  private final Map<Integer, FakeSocket.Connecting> plans = new HashMap<>();
  private final Map<Long, Integer> pending = new LinkedHashMap<>();
  private int badDescriptors;
  private boolean woken;

  volatile Faults faults = call -> 0;
  volatile int limit = Integer.MAX_VALUE;

  synchronized int openDescriptors() {
    return open.size();
  }

  /// How often a call named a descriptor that wasn't open, or not of the right kind.
  synchronized int badDescriptors() {
    return badDescriptors;
  }

  /// What is to happen to connections to `port`.
  synchronized void plan(int port, FakeSocket.Connecting plan) {
    plans.put(port, plan);
  }

  @Override
  public synchronized int socket(int domain) {
    return create("socket", new FakeSocket());
  }

  @Override
  public synchronized int bind(int fd, byte[] address) {
    return with(
        "bind",
        fd,
        socket -> {
          VsockAddress wanted = family.decode(address);
          if (listening.containsKey(wanted.port())) {
            return -Errno.EADDRINUSE;
          }
          socket.address = wanted;
          return 0;
        });
  }

  @Override
  public synchronized int listen(int fd, int backlog) {
    return with(
        "listen",
        fd,
        socket -> {
          socket.listening = true;
          listening.put(socket.address.port(), socket);
          return 0;
        });
  }

  @Override
  public synchronized int accept(int fd, byte[] peer) {
    return with(
        "accept",
        fd,
        socket -> {
          FakeSocket next = socket.queue.peek();
          if (next == null) {
            return -Errno.EAGAIN;
          }
          int accepted = create("accepted", next);
          if (accepted >= 0) {
            socket.queue.remove();
            System.arraycopy(family.encode(next.peerAddress), 0, peer, 0, 16);
          }
          return accepted;
        });
  }

  @Override
  public synchronized int connect(int fd, byte[] address) {
    return with(
        "connect",
        fd,
        socket -> {
          VsockAddress to = family.decode(address);
          socket.peerAddress = to;
          socket.connecting = plans.getOrDefault(to.port(), FakeSocket.Connecting.AT_ONCE);
          return socket.connecting == FakeSocket.Connecting.AT_ONCE
              ? -socket.connectTo(listening.get(to.port()))
              : -Errno.EINPROGRESS;
        });
  }

  @Override
  public synchronized int getsockname(int fd, byte[] address) {
    return with(
        "getsockname",
        fd,
        socket -> {
          System.arraycopy(family.encode(socket.address), 0, address, 0, 16);
          return 0;
        });
  }

  @Override
  public synchronized int getpeername(int fd, byte[] address) {
    return with("getpeername", fd, socket -> socket.peer == null ? -Errno.ENOTCONN : 0);
  }

  @Override
  public synchronized int socketError(int fd) {
    return with(
        "socketError",
        fd,
        socket -> {
          int error = socket.error;
          socket.error = 0;
          return error;
        });
  }

  @Override
  public synchronized int setsockopt(int fd, int level, int name, byte[] value) {
    return with("setsockopt", fd, socket -> 0);
  }

  @Override
  public synchronized int receive(int fd, ByteBuffer into) {
    return with("receive", fd, socket -> socket.receive(into, faults.atMost(into.remaining())));
  }

  @Override
  public synchronized int send(int fd, ByteBuffer from) {
    return with("send", fd, socket -> socket.send(from, faults.atMost(from.remaining())));
  }

  @Override
  public synchronized int shutdown(int fd, int how) {
    return with(
        "shutdown",
        fd,
        socket -> {
          socket.shutdown(how);
          return 0;
        });
  }

  @Override
  public synchronized int open(String path) {
    return create("open", path);
  }

  @Override
  public synchronized int ioctl(int fd, long request, int[] value) {
    int fault = faults.before("ioctl");
    if (fault == 0 && "/dev/vsock".equals(open.get(fd)) && request == 0x7b9) {
      value[0] = 42;
    }
    return fault;
  }

  @Override
  public synchronized int epollCreate() {
    return create("epoll_create", "epoll");
  }

  @Override
  public synchronized int epollAdd(int epoll, int fd, int events, long id) {
    int fault = faults.before("epoll_ctl");
    if (fault < 0 || !(open.get(fd) instanceof FakeSocket socket)) {
      return fault;
    }
    socket.changed = flags -> report(id, flags);
    socket.begin(listening.get(socket.peerAddress.port()));
    report(id, socket.readiness());
    return 0;
  }

  @Override
  public synchronized int epollWait(int epoll, ReadyEvents ready) {
    int fault = faults.before("epoll_wait");
    if (fault < 0) {
      return fault;
    }
    while (pending.isEmpty() && !woken) {
      try {
        wait();
      } catch (InterruptedException e) {
        return -Errno.EINTR;
      }
      fault = faults.before("epoll_wait");
      if (fault < 0) {
        return fault;
      }
    }
    int count = 0;
    for (var entries = pending.entrySet().iterator();
        entries.hasNext() && count < ready.capacity(); ) {
      Map.Entry<Long, Integer> entry = entries.next();
      ready.set(count++, entry.getValue(), entry.getKey());
      entries.remove();
    }
    // Connections that were in progress go on between two waits.
    open.values()
        .forEach(file -> {
          if (file instanceof FakeSocket socket) {
            socket.proceed(listening.get(socket.peerAddress.port()));
          }
        });
    return count;
  }

  /// Makes a wait look at the faults again.
  synchronized void stir() {
    notifyAll();
  }

  @Override
  public synchronized int eventfd() {
    return create("eventfd", "eventfd");
  }

  @Override
  public synchronized int eventfdSignal(int fd) {
    woken = true;
    notifyAll();
    return 8;
  }

  @Override
  public synchronized int close(int fd) {
    Object file = open.remove(fd);
    if (file == null) {
      badDescriptors++;
      return -Errno.EBADF;
    }
    if (file instanceof FakeSocket socket) {
      if (socket.listening) {
        listening.remove(socket.address.port());
      }
      socket.close();
    }
    return 0;
  }

  private void report(long id, int flags) {
    if (flags != 0) {
      pending.merge(id, flags, (one, other) -> one | other);
      notifyAll();
    }
  }

  private int create(String call, Object file) {
    int fault = faults.before(call);
    if (fault < 0) {
      return fault;
    }
    if (open.size() >= limit) {
      return -Errno.EMFILE;
    }
    int fd = 3;
    while (open.containsKey(fd)) {
      fd++;
    }
    open.put(fd, file);
    return fd;
  }

  private interface OnSocket {
    int call(FakeSocket socket);
  }

  private int with(String call, int fd, OnSocket then) {
    int fault = faults.before(call);
    if (!(open.get(fd) instanceof FakeSocket socket)) {
      badDescriptors++;
      return -Errno.EBADF;
    }
    if (fault == -Errno.EAGAIN) {
      // The kernel only says so if it tells later when to try again.
      socket.changed.accept(ReadyEvents.IN | ReadyEvents.OUT);
    }
    return fault < 0 ? fault : then.call(socket);
  }
}
