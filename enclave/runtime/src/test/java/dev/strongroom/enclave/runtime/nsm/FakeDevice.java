// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.nsm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/// A `/dev/nsm` with a driver like Linux's, which finds its way by the addresses in the structure
/// that it is given, and hands requests to a module.
final class FakeDevice implements DeviceCalls {
  static final int FD = 17;

  final List<byte[]> requests = new ArrayList<>();
  final List<Integer> closed = new ArrayList<>();
  final AtomicInteger running = new AtomicInteger();
  final AtomicInteger mostAtOnce = new AtomicInteger();

  /// Each ioctl takes a permit before it answers.
  volatile Semaphore gate = new Semaphore(Integer.MAX_VALUE / 2);

  volatile UnaryOperator<byte[]> module = new FakeNsm()::answer;
  volatile int openResult = FD;
  volatile int mode = 0666;
  volatile int chmodResult = 0;
  volatile int ioctlResult = 0;
  volatile long claimedLength = -1;

  @Override
  public int open(String path) {
    assertThat(path).isEqualTo("/dev/nsm");
    return openResult;
  }

  @Override
  public int mode(int fd) {
    assertThat(fd).isEqualTo(FD);
    return mode;
  }

  @Override
  public int fchmod(int fd, int newMode) {
    assertThat(fd).isEqualTo(FD);
    if (chmodResult == 0) {
      mode = newMode;
    }
    return chmodResult;
  }

  @Override
  public int ioctl(int fd, long request, MemorySegment argument) {
    assertThat(fd).isEqualTo(FD);
    assertThat(closed).isEmpty();
    assertThat(request).isEqualTo(0xC0200A00L);
    assertThat(argument.byteSize()).isEqualTo(32);
    assertThat(Thread.currentThread().isVirtual()).isFalse();
    mostAtOnce.accumulateAndGet(running.incrementAndGet(), Math::max);
    gate.acquireUninterruptibly();
    try {
      return driver(argument);
    } finally {
      running.decrementAndGet();
    }
  }

  private int driver(MemorySegment raw) {
    long requestLength = raw.get(JAVA_LONG, 8);
    if (requestLength > 0x1000) {
      return -90; // EMSGSIZE
    }
    byte[] request = memory(raw.get(JAVA_LONG, 0), requestLength).toArray(JAVA_BYTE);
    synchronized (requests) {
      requests.add(request);
    }
    if (ioctlResult != 0) {
      return ioctlResult;
    }
    long room = raw.get(JAVA_LONG, 24);
    assertThat(room).isEqualTo(0x3000);
    byte[] response = module.apply(request);
    int length = (int) Math.min(room, response.length);
    memory(raw.get(JAVA_LONG, 16), room)
        .asSlice(0, length)
        .copyFrom(MemorySegment.ofArray(response).asSlice(0, length));
    raw.set(JAVA_LONG, 24, claimedLength != -1 ? claimedLength : length);
    return 0;
  }

  @SuppressWarnings("restricted")
  private static MemorySegment memory(long address, long length) {
    return MemorySegment.ofAddress(address).reinterpret(length);
  }

  @Override
  public int close(int fd) {
    closed.add(fd);
    return 0;
  }
}
