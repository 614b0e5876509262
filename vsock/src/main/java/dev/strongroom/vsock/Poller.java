// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

import dev.strongroom.vsock.linux.ReadyEvents;
import dev.strongroom.vsock.linux.SystemCalls;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// The one platform thread that waits in the kernel, so that no virtual thread has to: a blocking
/// downcall would take a virtual thread's carrier away from all the others.
///
/// Sockets are registered once, edge-triggered, for both directions. They are registered under
/// numbers that are never used again, so a late event of a closed socket reaches nobody, and they
/// needn't be unregistered: the kernel does it when a descriptor is closed.
final class Poller {
  private static final int BATCH = 256;
  private static final long WAKE = 0;
  private static final int INTEREST =
      ReadyEvents.IN | ReadyEvents.OUT | ReadyEvents.READ_HANGUP | ReadyEvents.EDGE;
  private static final int FAILED = ReadyEvents.ERROR | ReadyEvents.HANGUP;
  private static final int READ = ReadyEvents.IN | ReadyEvents.READ_HANGUP | FAILED;
  private static final int WRITE = ReadyEvents.OUT | FAILED;

  private final SystemCalls calls;
  private final OpenFile epoll;
  private final OpenFile wake;
  private final Map<Long, PolledSocket> sockets = new ConcurrentHashMap<>();
  private final AtomicLong lastId = new AtomicLong(WAKE);
  private final Thread thread;

  // Set once, when the thread has been told to end or has to: then sockets would wait for ever.
  private volatile boolean stopped;

  private Poller(SystemCalls calls, OpenFile epoll, OpenFile wake) {
    this.calls = calls;
    this.epoll = epoll;
    this.wake = wake;
    this.thread =
        Thread.ofPlatform().daemon(true).name("strongroom-vsock-poller").unstarted(this::run);
  }

  static Poller start(SystemCalls calls) throws IOException {
    OpenFile epoll = open(calls, "epoll_create1", calls.epollCreate());
    try {
      OpenFile wake = open(calls, "eventfd", calls.eventfd());
      try {
        Poller poller = new Poller(calls, epoll, wake);
        poller.add(wake, ReadyEvents.IN, WAKE);
        poller.thread.start();
        return poller;
      } catch (Throwable e) {
        wake.close();
        throw e;
      }
    } catch (Throwable e) {
      epoll.close();
      throw e;
    }
  }

  SystemCalls calls() {
    return calls;
  }

  /// A number for a socket that is going to be registered.
  long nextId() {
    return lastId.incrementAndGet();
  }

  void ensureRunning() throws ClosedChannelException {
    if (stopped) {
      throw new ClosedChannelException();
    }
  }

  /// From now on, signals `socket` whenever it may have become ready.
  void register(PolledSocket socket) throws IOException {
    sockets.put(socket.id(), socket);
    try {
      add(socket.file(), INTEREST, socket.id());
      // Looked at after the put: whoever stops the poller closes those it finds after saying so.
      ensureRunning();
    } catch (Throwable e) {
      forget(socket);
      throw e;
    }
  }

  void forget(PolledSocket socket) {
    sockets.remove(socket.id());
  }

  /// Closes all registered sockets and ends the thread.
  void stop() {
    closeSockets();
    // Where the thread is in its wait, this takes effect when it comes out.
    epoll.close();
    try {
      wake.use(calls::eventfdSignal);
    } catch (ClosedChannelException ending) {
      // It is ending already.
    }
    joinUninterruptibly();
  }

  private void run() {
    ReadyEvents ready = new ReadyEvents(BATCH);
    try {
      while (!stopped) {
        int count = epoll.use(fd -> calls.epollWait(fd, ready));
        if (count < 0) {
          throw Failures.of("epoll_wait", -count);
        }
        for (int i = 0; i < count; i++) {
          signal(ready.id(i), ready.events(i));
        }
      }
    } catch (IOException unusable) {
      // Nobody is here to be told. Those who wait find their sockets closed.
    } finally {
      closeSockets();
      epoll.close();
      wake.close();
    }
  }

  private void signal(long id, int events) {
    PolledSocket socket = sockets.get(id);
    if (socket == null) {
      return;
    }
    if ((events & READ) != 0) {
      socket.readable().signal();
    }
    if ((events & WRITE) != 0) {
      socket.writable().signal();
    }
  }

  private void closeSockets() {
    stopped = true;
    sockets.values().forEach(PolledSocket::close);
  }

  private void joinUninterruptibly() {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void add(OpenFile file, int events, long id) throws IOException {
    // Both descriptors have to stay what they are during the call.
    int result = file.use(fd -> epoll.use(epollFd -> calls.epollAdd(epollFd, fd, events, id)));
    if (result < 0) {
      throw Failures.of("epoll_ctl", -result);
    }
  }

  private static OpenFile open(SystemCalls calls, String operation, int fd) throws IOException {
    if (fd < 0) {
      throw Failures.of(operation, -fd);
    }
    return new OpenFile(calls, fd);
  }
}
