// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.machine;

import static dev.strongroom.vsock.linux.NativeFunction.errno;
import static dev.strongroom.vsock.linux.NativeFunction.ofInt;
import static dev.strongroom.vsock.linux.NativeFunction.ofLong;
import static dev.strongroom.vsock.linux.NativeFunction.pointer;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.vsock.linux.NativeFunction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/// The kernel that this process runs on, by way of the C library. The C library, not bare system
/// calls: its set*id functions change all threads of the process, the kernel's only the caller.
public final class NativeMachineCalls implements MachineCalls {
  private static final NativeFunction MOUNT = ofInt("mount");
  private static final NativeFunction OPEN = ofInt("open");
  private static final NativeFunction WRITE = ofLong("write");
  private static final NativeFunction CLOSE = ofInt("close");
  private static final NativeFunction IOCTL = ofInt("ioctl");
  private static final NativeFunction SOCKET = ofInt("socket");
  private static final NativeFunction CLOCK_SETTIME = ofInt("clock_settime");
  private static final NativeFunction SETRLIMIT = ofInt("setrlimit");
  private static final NativeFunction PRCTL = ofInt("prctl");
  private static final NativeFunction SETENV = ofInt("setenv");
  private static final NativeFunction SETGROUPS = ofInt("setgroups");
  private static final NativeFunction SETRESGID = ofInt("setresgid");
  private static final NativeFunction SETRESUID = ofInt("setresuid");
  // There is no function for seccomp in the C library.
  private static final NativeFunction SYSCALL = ofLong("syscall");

  private static final int O_WRONLY = 1;
  private static final int O_CLOEXEC = 0x80000;
  private static final long RNDADDENTROPY = 0x40085203L;
  private static final long RNDRESEEDCRNG = 0x5207L;
  private static final int AF_INET = 2;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final long SIOCSIFFLAGS = 0x8914L;
  // struct ifreq: a name of 16 bytes, then a union of 24 of which the flags are the start.
  private static final int IFREQ_SIZE = 40;
  private static final int IFREQ_FLAGS = 16;
  private static final short IFF_UP = 1;
  private static final int CLOCK_REALTIME = 0;
  private static final int PR_SET_DUMPABLE = 4;
  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final long SECCOMP_SET_MODE_FILTER = 1;
  private static final long SECCOMP_FILTER_FLAG_TSYNC = 1;
  private static final int ESRCH = 3;

  /// Makes nothing of its own.
  public NativeMachineCalls() {}

  @Override
  public int mount(String type, String target, int flags, String options) {
    try (Arena arena = Arena.ofConfined()) {
      long name = text(arena, type);
      return (int)
          MOUNT.call(errno(arena), name, text(arena, target), name, flags, text(arena, options));
    }
  }

  private static long text(Arena arena, String text) {
    return pointer(arena.allocateFrom(text));
  }

  @Override
  public int openToWrite(String path) {
    try (Arena arena = Arena.ofConfined()) {
      return (int) OPEN.call(errno(arena), text(arena, path), O_WRONLY | O_CLOEXEC);
    }
  }

  @Override
  public int write(int fd, String text) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, text.getBytes(StandardCharsets.UTF_8));
      return (int) WRITE.call(errno(arena), fd, pointer(bytes), bytes.byteSize());
    }
  }

  @Override
  public int close(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      return (int) CLOSE.call(errno(arena), fd);
    }
  }

  @Override
  public int addEntropy(Bytes seed) {
    int fd = openToWrite("/dev/random");
    if (fd < 0) {
      return fd;
    }
    try {
      int added = ioctl(fd, RNDADDENTROPY, poolInfo(seed));
      return added < 0 ? added : ioctl(fd, RNDRESEEDCRNG, new byte[0]);
    } finally {
      close(fd);
    }
  }

  /// `struct rand_pool_info`: entropy in bits, size in bytes, the bytes.
  private static byte[] poolInfo(Bytes seed) {
    byte[] info = new byte[2 * Integer.BYTES + seed.length()];
    MemorySegment fields = MemorySegment.ofArray(info);
    fields.set(JAVA_INT.withByteAlignment(1), 0, seed.length() * Byte.SIZE);
    fields.set(JAVA_INT.withByteAlignment(1), Integer.BYTES, seed.length());
    System.arraycopy(seed.toByteArray(), 0, info, 2 * Integer.BYTES, seed.length());
    return info;
  }

  /// @param argument wiped
  private static int ioctl(int fd, long request, byte[] argument) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment copy = arena.allocate(argument.length, Long.BYTES);
      copy.copyFrom(MemorySegment.ofArray(argument));
      Arrays.fill(argument, (byte) 0);
      int result = (int) IOCTL.call(errno(arena), fd, request, pointer(copy));
      copy.fill((byte) 0);
      return result;
    }
  }

  @Override
  public int loopbackUp() {
    int fd = datagramSocket();
    if (fd < 0) {
      return fd;
    }
    try {
      byte[] request = new byte[IFREQ_SIZE];
      request[0] = 'l';
      request[1] = 'o';
      MemorySegment.ofArray(request).set(JAVA_SHORT.withByteAlignment(1), IFREQ_FLAGS, IFF_UP);
      return ioctl(fd, SIOCSIFFLAGS, request);
    } finally {
      close(fd);
    }
  }

  private static int datagramSocket() {
    try (Arena arena = Arena.ofConfined()) {
      return (int) SOCKET.call(errno(arena), AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    }
  }

  @Override
  public int setClock(Instant now) {
    try (Arena arena = Arena.ofConfined()) {
      long time = pair(arena, now.getEpochSecond(), now.getNano());
      return (int) CLOCK_SETTIME.call(errno(arena), CLOCK_REALTIME, time);
    }
  }

  @Override
  public int limit(int resource, long value) {
    try (Arena arena = Arena.ofConfined()) {
      return (int) SETRLIMIT.call(errno(arena), resource, pair(arena, value, value));
    }
  }

  private static long pair(Arena arena, long first, long second) {
    return pointer(arena.allocateFrom(JAVA_LONG, first, second));
  }

  @Override
  public int undumpable() {
    return prctl(PR_SET_DUMPABLE, 0);
  }

  @Override
  public int noNewPrivileges() {
    return prctl(PR_SET_NO_NEW_PRIVS, 1);
  }

  /// prctl's further arguments have to be zero.
  private static int prctl(int option, long value) {
    try (Arena arena = Arena.ofConfined()) {
      return (int) PRCTL.call(errno(arena), option, value, 0, 0, 0);
    }
  }

  @Override
  public int filterCalls(Bytes program) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment filter = arena.allocate(program.length(), Long.BYTES);
      filter.copyFrom(MemorySegment.ofArray(program.toByteArray()));
      // struct sock_fprog: how many instructions (2), 6 bytes of nothing, where they are.
      MemorySegment described = arena.allocate(2L * Long.BYTES, Long.BYTES);
      described.set(JAVA_SHORT, 0, (short) (program.length() / SystemCallFilter.INSTRUCTION));
      described.set(ADDRESS, Long.BYTES, filter);
      long result =
          SYSCALL.call(
              errno(arena),
              seccomp(),
              SECCOMP_SET_MODE_FILTER,
              SECCOMP_FILTER_FLAG_TSYNC,
              pointer(described));
      // A thread that has filters of its own can't be brought in line: the result is its number.
      return result > 0 ? -ESRCH : (int) result;
    }
  }

  /// The number of seccomp(2).
  private static long seccomp() {
    return System.getProperty("os.arch").equals("aarch64") ? 277 : 317;
  }

  @Override
  public int environment(String name, String value) {
    try (Arena arena = Arena.ofConfined()) {
      return (int) SETENV.call(errno(arena), text(arena, name), text(arena, value), 1);
    }
  }

  @Override
  public int becomeUser(int id) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = errno(arena);
      int groups = (int) SETGROUPS.call(errno, 0, 0);
      if (groups < 0) {
        return groups;
      }
      int group = (int) SETRESGID.call(errno, id, id, id);
      return group < 0 ? group : (int) SETRESUID.call(errno, id, id, id);
    }
  }
}
