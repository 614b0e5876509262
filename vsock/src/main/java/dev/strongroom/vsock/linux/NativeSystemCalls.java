// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock.linux;

import static dev.strongroom.vsock.linux.Downcalls.function;
import static dev.strongroom.vsock.linux.Downcalls.transfer;
import static dev.strongroom.vsock.linux.Downcalls.variadic;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.strongroom.vsock.linux.Frames.Frame;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;

/// The system calls of the kernel that this process runs on, by way of the C library.
///
/// For the memory that they use see [Frames].
public final class NativeSystemCalls implements SystemCalls {
  private static final MethodHandle SOCKET = function("socket", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = function("bind", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle LISTEN = function("listen", JAVA_INT, JAVA_INT);
  private static final MethodHandle ACCEPT4 =
      function("accept4", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
  private static final MethodHandle CONNECT = function("connect", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle GETSOCKNAME =
      function("getsockname", JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle GETPEERNAME =
      function("getpeername", JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle GETSOCKOPT =
      function("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle SETSOCKOPT =
      function("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SHUTDOWN = function("shutdown", JAVA_INT, JAVA_INT);
  private static final MethodHandle EPOLL_CREATE1 = function("epoll_create1", JAVA_INT);
  private static final MethodHandle EPOLL_CTL =
      function("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle EPOLL_WAIT =
      function("epoll_wait", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  private static final MethodHandle EVENTFD = function("eventfd", JAVA_INT, JAVA_INT);
  private static final MethodHandle CLOSE = function("close", JAVA_INT);
  private static final MethodHandle RECV = transfer("recv", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle SEND = transfer("send", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle WRITE = transfer("write", JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle OPEN = variadic("open", ADDRESS, JAVA_INT);
  private static final MethodHandle IOCTL = variadic("ioctl", JAVA_INT, JAVA_LONG, ADDRESS);

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
    int type = SOCK_STREAM | NONBLOCK | CLOEXEC;
    return call(frame -> (int) SOCKET.invokeExact(frame.captured(), domain, type, 0));
  }

  @Override
  public int bind(int fd, byte[] address) {
    return call(frame ->
        (int) BIND.invokeExact(frame.captured(), fd, frame.argument(address), address.length));
  }

  @Override
  public int listen(int fd, int backlog) {
    return call(frame -> (int) LISTEN.invokeExact(frame.captured(), fd, backlog));
  }

  @Override
  public int accept(int fd, byte[] peer) {
    return call(frame -> {
      MemorySegment out = frame.argument(peer);
      MemorySegment length = length(frame, peer.length);
      int flags = NONBLOCK | CLOEXEC;
      int accepted = (int) ACCEPT4.invokeExact(frame.captured(), fd, out, length, flags);
      return copiedBack(accepted, out, peer);
    });
  }

  @Override
  public int connect(int fd, byte[] address) {
    return call(frame ->
        (int) CONNECT.invokeExact(frame.captured(), fd, frame.argument(address), address.length));
  }

  @Override
  public int getsockname(int fd, byte[] address) {
    return call(frame -> {
      MemorySegment out = frame.argument(address);
      MemorySegment length = length(frame, address.length);
      int result = (int) GETSOCKNAME.invokeExact(frame.captured(), fd, out, length);
      return copiedBack(result, out, address);
    });
  }

  @Override
  public int getpeername(int fd, byte[] address) {
    return call(frame -> {
      MemorySegment out = frame.argument(address);
      MemorySegment length = length(frame, address.length);
      int result = (int) GETPEERNAME.invokeExact(frame.captured(), fd, out, length);
      return copiedBack(result, out, address);
    });
  }

  @Override
  public int socketError(int fd) {
    return call(frame -> {
      MemorySegment error = frame.argument();
      MemorySegment length = length(frame, (int) JAVA_INT.byteSize());
      int result =
          (int) GETSOCKOPT.invokeExact(frame.captured(), fd, SOL_SOCKET, SO_ERROR, error, length);
      return result < 0 ? result : error.get(JAVA_INT, 0);
    });
  }

  @Override
  public int setsockopt(int fd, int level, int name, byte[] value) {
    return call(frame ->
        (int)
            SETSOCKOPT.invokeExact(
                frame.captured(), fd, level, name, frame.argument(value), value.length));
  }

  @Override
  public int receive(int fd, ByteBuffer into) {
    return call(frame -> {
      int position = into.position();
      int count;
      if (into.isDirect()) {
        MemorySegment room = MemorySegment.ofBuffer(into);
        count = (int) (long) RECV.invokeExact(frame.captured(), fd, room, room.byteSize(), 0);
      } else {
        long room = Math.min(into.remaining(), Frames.DATA);
        count = (int) (long) RECV.invokeExact(frame.captured(), fd, frame.data(), room, 0);
        if (count > 0) {
          into.put(position, frame.dataView(), 0, count);
        }
      }
      into.position(position + Math.max(count, 0));
      return count;
    });
  }

  @Override
  public int send(int fd, ByteBuffer from) {
    return call(frame -> {
      int position = from.position();
      int count;
      if (from.isDirect()) {
        MemorySegment data = MemorySegment.ofBuffer(from);
        count =
            (int)
                (long) SEND.invokeExact(frame.captured(), fd, data, data.byteSize(), MSG_NOSIGNAL);
      } else {
        int length = Math.min(from.remaining(), Frames.DATA);
        frame.dataView().put(0, from, position, length);
        count =
            (int)
                (long)
                    SEND.invokeExact(
                        frame.captured(), fd, frame.data(), (long) length, MSG_NOSIGNAL);
      }
      from.position(position + Math.max(count, 0));
      return count;
    });
  }

  @Override
  public int shutdown(int fd, int how) {
    return call(frame -> (int) SHUTDOWN.invokeExact(frame.captured(), fd, how));
  }

  @Override
  public int open(String path) {
    return call(frame -> {
      frame.argument().setString(0, path);
      return (int) OPEN.invokeExact(frame.captured(), frame.argument(), CLOEXEC);
    });
  }

  @Override
  public int ioctl(int fd, long request, int[] value) {
    return call(frame -> {
      MemorySegment number = frame.argument();
      number.set(JAVA_INT, 0, value[0]);
      int result = (int) IOCTL.invokeExact(frame.captured(), fd, request, number);
      value[0] = number.get(JAVA_INT, 0);
      return result;
    });
  }

  @Override
  public int epollCreate() {
    return call(frame -> (int) EPOLL_CREATE1.invokeExact(frame.captured(), CLOEXEC));
  }

  @Override
  public int epollAdd(int epoll, int fd, int events, long id) {
    return call(frame -> {
      MemorySegment event = frame.argument();
      epollEvent.write(event, events, id);
      return (int) EPOLL_CTL.invokeExact(frame.captured(), epoll, EPOLL_CTL_ADD, fd, event);
    });
  }

  @Override
  public int epollWait(int epoll, ReadyEvents ready) {
    return call(frame -> {
      int room = Math.min(ready.capacity(), maxEvents);
      int count =
          (int) EPOLL_WAIT.invokeExact(frame.captured(), epoll, frame.data(), room, FOR_EVER);
      for (int i = 0; i < count; i++) {
        epollEvent.read(frame.data(), i, ready);
      }
      return count;
    });
  }

  @Override
  public int eventfd() {
    return call(frame -> (int) EVENTFD.invokeExact(frame.captured(), 0, NONBLOCK | CLOEXEC));
  }

  @Override
  public int eventfdSignal(int fd) {
    return call(frame -> {
      frame.argument().set(JAVA_LONG, 0, 1);
      return (int) (long) WRITE.invokeExact(frame.captured(), fd, frame.argument(), 8L);
    });
  }

  @Override
  public int close(int fd) {
    return call(frame -> (int) CLOSE.invokeExact(frame.captured(), fd));
  }

  /// A downcall with what belongs to it.
  private interface Call {
    int with(Frame frame) throws Throwable;
  }

  private int call(Call call) {
    try (Frame frame = frames.borrow()) {
      int result = call.with(frame);
      return result == -1 ? -frame.errno() : result;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("a downcall throws nothing that is checked", e);
    }
  }

  private static MemorySegment length(Frame frame, int value) {
    frame.length().set(JAVA_INT, 0, value);
    return frame.length();
  }

  private static int copiedBack(int result, MemorySegment from, byte[] to) {
    if (result >= 0) {
      MemorySegment.ofArray(to).copyFrom(from);
    }
    return result;
  }
}
