// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock.linux;

import static dev.strongroom.vsock.linux.NativeFunction.ofInt;
import static dev.strongroom.vsock.linux.NativeFunction.ofLong;
import static dev.strongroom.vsock.linux.NativeFunction.pointer;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.strongroom.vsock.linux.Frames.Frame;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// The system calls of the kernel that this process runs on, by way of the C library.
///
/// For the memory that they use see [Frames].
public final class NativeSystemCalls implements SystemCalls {
  private static final NativeFunction SOCKET = ofInt("socket");
  private static final NativeFunction BIND = ofInt("bind");
  private static final NativeFunction LISTEN = ofInt("listen");
  private static final NativeFunction ACCEPT4 = ofInt("accept4");
  private static final NativeFunction CONNECT = ofInt("connect");
  private static final NativeFunction GETSOCKNAME = ofInt("getsockname");
  private static final NativeFunction GETPEERNAME = ofInt("getpeername");
  private static final NativeFunction GETSOCKOPT = ofInt("getsockopt");
  private static final NativeFunction SETSOCKOPT = ofInt("setsockopt");
  private static final NativeFunction SHUTDOWN = ofInt("shutdown");
  private static final NativeFunction EPOLL_CREATE1 = ofInt("epoll_create1");
  private static final NativeFunction EPOLL_CTL = ofInt("epoll_ctl");
  private static final NativeFunction EPOLL_WAIT = ofInt("epoll_wait");
  private static final NativeFunction EVENTFD = ofInt("eventfd");
  private static final NativeFunction CLOSE = ofInt("close");
  private static final NativeFunction RECV = ofLong("recv");
  private static final NativeFunction SEND = ofLong("send");
  private static final NativeFunction WRITE = ofLong("write");
  private static final NativeFunction OPEN = ofInt("open");
  private static final NativeFunction IOCTL = ofInt("ioctl");

  private static final int SOCK_STREAM = 1;
  private static final int NONBLOCK = 0x800;
  private static final int CLOEXEC = 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_ERROR = 4;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int EPOLL_CTL_ADD = 1;
  private static final int FOR_EVER = -1;

  private final Frames frames = new Frames();
  private final EpollEventLayout epollEvent;
  private final int maxEvents;

  private NativeSystemCalls(EpollEventLayout epollEvent) {
    this.epollEvent = epollEvent;
    this.maxEvents = (int) (Frames.DATA / epollEvent.size());
  }

  /// Linux's own.
  ///
  /// @throws UnsupportedOperationException if this isn't Linux on x86-64 or aarch64
  public static NativeSystemCalls create() {
    String system = System.getProperty("os.name", "");
    if (!system.equals("Linux")) {
      throw new UnsupportedOperationException("vsock on " + system);
    }
    return new NativeSystemCalls(EpollEventLayout.of(System.getProperty("os.arch", "")));
  }

  @Override
  public int socket(int domain) {
    try (Frame frame = frames.borrow()) {
      return (int) SOCKET.call(frame.errno(), domain, SOCK_STREAM | NONBLOCK | CLOEXEC, 0);
    }
  }

  @Override
  public int bind(int fd, byte[] address) {
    try (Frame frame = frames.borrow()) {
      return (int) BIND.call(frame.errno(), fd, pointer(frame.argument(address)), address.length);
    }
  }

  @Override
  public int listen(int fd, int backlog) {
    try (Frame frame = frames.borrow()) {
      return (int) LISTEN.call(frame.errno(), fd, backlog);
    }
  }

  @Override
  public int accept(int fd, byte[] peer) {
    try (Frame frame = frames.borrow()) {
      MemorySegment out = frame.argument(peer);
      long length = length(frame, peer.length);
      long accepted = ACCEPT4.call(frame.errno(), fd, pointer(out), length, NONBLOCK | CLOEXEC);
      return copiedBack((int) accepted, out, peer);
    }
  }

  @Override
  public int connect(int fd, byte[] address) {
    try (Frame frame = frames.borrow()) {
      return (int)
          CONNECT.call(frame.errno(), fd, pointer(frame.argument(address)), address.length);
    }
  }

  @Override
  public int getsockname(int fd, byte[] address) {
    return name(GETSOCKNAME, fd, address);
  }

  @Override
  public int getpeername(int fd, byte[] address) {
    return name(GETPEERNAME, fd, address);
  }

  private int name(NativeFunction function, int fd, byte[] address) {
    try (Frame frame = frames.borrow()) {
      MemorySegment out = frame.argument(address);
      long length = length(frame, address.length);
      return copiedBack((int) function.call(frame.errno(), fd, pointer(out), length), out, address);
    }
  }

  @Override
  public int socketError(int fd) {
    try (Frame frame = frames.borrow()) {
      MemorySegment error = frame.argument();
      long length = length(frame, (int) JAVA_INT.byteSize());
      int result =
          (int) GETSOCKOPT.call(frame.errno(), fd, SOL_SOCKET, SO_ERROR, pointer(error), length);
      return result < 0 ? result : error.get(JAVA_INT, 0);
    }
  }

  @Override
  public int setsockopt(int fd, int level, int name, byte[] value) {
    try (Frame frame = frames.borrow()) {
      long copy = pointer(frame.argument(value));
      return (int) SETSOCKOPT.call(frame.errno(), fd, level, name, copy, value.length);
    }
  }

  @Override
  public int receive(int fd, ByteBuffer into) {
    try (Frame frame = frames.borrow()) {
      int position = into.position();
      int count;
      if (into.isDirect()) {
        MemorySegment room = MemorySegment.ofBuffer(into);
        count = (int) RECV.transfer(frame.errno(), fd, room, room.byteSize(), 0);
      } else {
        int room = Math.min(into.remaining(), Frames.DATA);
        count = (int) RECV.transfer(frame.errno(), fd, frame.data(), room, 0);
        if (count > 0) {
          into.put(position, frame.dataView(), 0, count);
        }
      }
      into.position(position + Math.max(count, 0));
      return count;
    }
  }

  @Override
  public int send(int fd, ByteBuffer from) {
    try (Frame frame = frames.borrow()) {
      int position = from.position();
      int count;
      if (from.isDirect()) {
        MemorySegment data = MemorySegment.ofBuffer(from);
        count = (int) SEND.transfer(frame.errno(), fd, data, data.byteSize(), MSG_NOSIGNAL);
      } else {
        int length = Math.min(from.remaining(), Frames.DATA);
        frame.dataView().put(0, from, position, length);
        count = (int) SEND.transfer(frame.errno(), fd, frame.data(), length, MSG_NOSIGNAL);
      }
      from.position(position + Math.max(count, 0));
      return count;
    }
  }

  @Override
  public int shutdown(int fd, int how) {
    try (Frame frame = frames.borrow()) {
      return (int) SHUTDOWN.call(frame.errno(), fd, how);
    }
  }

  @Override
  public int open(String path) {
    try (Frame frame = frames.borrow()) {
      frame.argument().setString(0, path);
      return (int) OPEN.call(frame.errno(), pointer(frame.argument()), CLOEXEC);
    }
  }

  @Override
  public int ioctl(int fd, long request, int[] value) {
    try (Frame frame = frames.borrow()) {
      MemorySegment number = frame.argument();
      number.set(JAVA_INT, 0, value[0]);
      int result = (int) IOCTL.call(frame.errno(), fd, request, pointer(number));
      value[0] = number.get(JAVA_INT, 0);
      return result;
    }
  }

  @Override
  public int epollCreate() {
    try (Frame frame = frames.borrow()) {
      return (int) EPOLL_CREATE1.call(frame.errno(), CLOEXEC);
    }
  }

  @Override
  public int epollAdd(int epoll, int fd, int events, long id) {
    try (Frame frame = frames.borrow()) {
      MemorySegment event = frame.argument();
      epollEvent.write(event, events, id);
      return (int) EPOLL_CTL.call(frame.errno(), epoll, EPOLL_CTL_ADD, fd, pointer(event));
    }
  }

  @Override
  public int epollWait(int epoll, ReadyEvents ready) {
    try (Frame frame = frames.borrow()) {
      int room = Math.min(ready.capacity(), maxEvents);
      int count =
          (int) EPOLL_WAIT.call(frame.errno(), epoll, pointer(frame.data()), room, FOR_EVER);
      for (int i = 0; i < count; i++) {
        epollEvent.read(frame.data(), i, ready);
      }
      return count;
    }
  }

  @Override
  public int eventfd() {
    try (Frame frame = frames.borrow()) {
      return (int) EVENTFD.call(frame.errno(), 0, NONBLOCK | CLOEXEC);
    }
  }

  @Override
  public int eventfdSignal(int fd) {
    try (Frame frame = frames.borrow()) {
      frame.argument().set(JAVA_LONG, 0, 1);
      return (int) WRITE.call(frame.errno(), fd, pointer(frame.argument()), Long.BYTES);
    }
  }

  @Override
  public int close(int fd) {
    try (Frame frame = frames.borrow()) {
      return (int) CLOSE.call(frame.errno(), fd);
    }
  }

  /// A length that the kernel reads and may change.
  private static long length(Frame frame, int value) {
    frame.length().set(JAVA_INT, 0, value);
    return pointer(frame.length());
  }

  private static int copiedBack(int result, MemorySegment from, byte[] to) {
    if (result >= 0) {
      MemorySegment.ofArray(to).copyFrom(from);
    }
    return result;
  }
}
